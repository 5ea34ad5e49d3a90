package io.pim.tools.qemu;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
import io.pim.model.json.Json;
import io.pim.tools.process.Command;
import io.pim.tools.process.CommandRunner;
import io.pim.tools.process.Finished;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Runs qemu-img, and turns its errors into failures. */
final class QemuImgProgram {
  /** The limit of commands that neither read nor write a disk's contents. */
  static final Duration SHORT = Duration.ofMinutes(2);

  private static final int LAST_LINES = 10;

  private final QemuInstallation installation;
  private final CommandRunner runner;

  QemuImgProgram(QemuInstallation installation, CommandRunner runner) {
    this.installation = installation;
    this.runner = runner;
  }

  /** A command line with these arguments. */
  List<String> argv(String... arguments) {
    List<String> argv = new ArrayList<>();
    argv.add(installation.qemuImg().toString());
    argv.addAll(List.of(arguments));
    return argv;
  }

  /** Runs a command, whatever its exit status. */
  Finished run(Command command) throws InterruptedException {
    return runner.run(command);
  }

  /** Runs a short command that must succeed. */
  Finished require(Path disk, String... arguments) throws InterruptedException {
    Finished finished = run(Command.question(argv(arguments), SHORT));
    requireSuccess(finished, disk, arguments[0]);
    return finished;
  }

  /** Runs a short command that must succeed, and returns the object that it prints. */
  JsonNode requireJson(Path disk, String... arguments) throws InterruptedException {
    return json(require(disk, arguments), disk);
  }

  static void requireSuccess(Finished finished, Path disk, String verb) {
    if (finished.succeeded()) {
      return;
    }
    String what = "qemu-img " + verb + " failed";
    List<String> lines =
        finished.lastLines(LAST_LINES).stream().filter(line -> !line.contains("/100%")).toList();
    if (HostFailures.saysDiskFull(finished.said())) {
      throw HostFailures.diskFull(what, disk, lines);
    }
    throw BuildFailure.of(FailureKind.TOOL_FAILED, what)
        .where(disk)
        .why(lines.isEmpty() ? "exit status " + finished.exitCode() : lines.get(lines.size() - 1))
        .todo("check what qemu-img said, and the file")
        .lastLines(lines)
        .build();
  }

  static JsonNode json(Finished finished, Path disk) {
    try {
      JsonNode answer = Json.mapper().readTree(finished.output());
      if (answer.isObject()) {
        return answer;
      }
      throw unreadable(finished, disk, null);
    } catch (JsonProcessingException e) {
      throw unreadable(finished, disk, e);
    }
  }

  private static BuildFailure unreadable(Finished finished, Path disk, Exception cause) {
    return BuildFailure.of(FailureKind.TOOL_FAILED, "PIM cannot read the output of qemu-img")
        .where(disk)
        .todo("check whether the file is a qcow2 image")
        .lastLines(finished.lastLines(LAST_LINES))
        .causedBy(cause)
        .build();
  }
}
