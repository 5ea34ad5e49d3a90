package io.pim.tools.process;

import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Runs commands of which each reads the output of the one before; errors go to PIM's own. */
public final class PipeRunner {
  /**
   * Runs commands until all have ended, without a limit.
   *
   * @param commands the programs and their arguments; never a secret
   * @param input the file that the first one reads; empty for no input
   * @param output the file that the last one writes; empty for PIM's own standard output
   * @return their exit statuses, in order
   * @throws BuildFailure TOOL_MISSING when one cannot be started
   * @throws InterruptedException when the thread is interrupted, after the commands were ended
   */
  public List<Integer> run(List<List<String>> commands, Optional<Path> input, Optional<Path> output)
      throws InterruptedException {
    List<Process> processes = start(commands, input, output);
    try {
      List<Integer> statuses = new ArrayList<>();
      for (Process process : processes) {
        statuses.add(process.waitFor());
      }
      return statuses;
    } finally {
      processes.forEach(Process::destroy);
    }
  }

  private static List<Process> start(
      List<List<String>> commands, Optional<Path> input, Optional<Path> output) {
    List<ProcessBuilder> builders =
        commands.stream()
            .map(argv -> new ProcessBuilder(argv).redirectError(Redirect.INHERIT))
            .toList();
    builders
        .get(0)
        .redirectInput(Redirect.from(input.map(Path::toFile).orElse(new File("/dev/null"))));
    builders
        .get(builders.size() - 1)
        .redirectOutput(output.map(Path::toFile).map(Redirect::to).orElse(Redirect.INHERIT));
    try {
      return ProcessBuilder.startPipeline(builders);
    } catch (IOException e) {
      throw BuildFailure.of(FailureKind.TOOL_MISSING, "a program could not be started")
          .why(String.valueOf(e.getMessage()))
          .todo("install it, or fix its permissions")
          .causedBy(e)
          .build();
    }
  }
}
