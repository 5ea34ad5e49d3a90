package io.pim.cli.temporal;

import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
import io.pim.model.files.DurableFile;
import io.pim.tools.process.Command;
import io.pim.tools.process.CommandRunner;
import io.pim.tools.process.Finished;
import io.pim.tools.process.Tools;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Builds the program with Go on this machine. */
final class GoSource implements BinarySource {
  private static final Duration LIMIT = Duration.ofMinutes(20);
  private static final int LAST_LINES = 5;

  private final TemporalRelease release;
  private final Tools tools;
  private final CommandRunner runner;

  GoSource(TemporalRelease release, Tools tools, CommandRunner runner) {
    this.release = release;
    this.tools = tools;
    this.runner = runner;
  }

  @Override
  public String attempt() {
    return "building it with `go install " + release.goPackage() + "` (takes some minutes)";
  }

  @Override
  public void make(Path draft) throws InterruptedException {
    Path go = tools.require("go", "install Go: apt install golang, or brew install go");
    Path folder = draft.resolveSibling(draft.getFileName() + ".go");
    Command command =
        Command.of(List.of(go.toString(), "install", release.goPackage()), LIMIT)
            .withEnvironment(Map.of("GOBIN", folder.toString()));
    Finished finished = runner.run(command);
    if (!finished.succeeded()) {
      throw BuildFailure.of(FailureKind.TOOL_FAILED, "it could not be built")
          .where(command)
          .why(String.join("; ", finished.lastLines(LAST_LINES)))
          .todo("run the command by hand, and fix what it reports")
          .lastLines(finished.lastLines(LAST_LINES))
          .build();
    }
    take(folder.resolve("temporal"), draft);
  }

  private static void take(Path built, Path draft) {
    try {
      DurableFile.move(built, draft);
    } catch (IOException e) {
      throw BuildFailure.of(
              FailureKind.HOST_SETUP, "the built program cannot be moved to its place")
          .where(draft)
          .why(String.valueOf(e.getMessage()))
          .todo("check the folder's permissions and free space")
          .causedBy(e)
          .build();
    }
  }
}
