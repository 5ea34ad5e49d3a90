package io.pim.tools.process;

import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.DiskFull;
import io.pim.model.failure.FailureKind;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Starts processes that outlive this one. Each has its own session, so that neither a closed
 * terminal nor Ctrl-C reaches it.
 */
public final class DetachedProcesses {
  /**
   * For macOS, which has no setsid command. Both replace themselves with the program, so the pid
   * stays.
   */
  private static final String PERL_SETSID =
      "use POSIX; POSIX::setsid(); exec { $ARGV[0] } @ARGV or exit 127";

  private final Tools tools;
  private final Optional<Path> folder;

  public DetachedProcesses(Tools tools) {
    this(tools, Optional.empty());
  }

  private DetachedProcesses(Tools tools, Optional<Path> folder) {
    this.tools = tools;
    this.folder = folder;
  }

  /** Starts processes in this folder if it exists, else in PIM's own working directory. */
  public static DetachedProcesses in(Path folder, Tools tools) {
    return new DetachedProcesses(tools, Optional.of(folder).filter(Files::isDirectory));
  }

  /**
   * Starts a process without input; its output is appended to a file.
   *
   * @param argv the program and its arguments, with absolute paths; never a secret
   * @param outputLog created with its folder if missing
   * @param environment added to PIM's own
   * @throws BuildFailure TOOL_MISSING without nohup and setsid or perl; DISK_FULL or HOST_SETUP
   *     when the log cannot be written
   */
  public ProcessIdentity start(List<String> argv, Path outputLog, Map<String, String> environment) {
    List<String> detached = new ArrayList<>();
    detached.add(tools.require("nohup", "install it: apt install coreutils").toString());
    detached.addAll(ownSession());
    detached.addAll(argv);
    ProcessBuilder builder =
        new ProcessBuilder(detached)
            .redirectErrorStream(true)
            .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
            .redirectOutput(ProcessBuilder.Redirect.appendTo(outputLog.toFile()));
    folder.map(Path::toFile).ifPresent(builder::directory);
    builder.environment().putAll(environment);
    try {
      Files.createDirectories(outputLog.toAbsolutePath().getParent());
      return identify(builder.start());
    } catch (IOException e) {
      boolean full = DiskFull.isSaidIn(e.getMessage());
      throw BuildFailure.of(
              full ? FailureKind.DISK_FULL : FailureKind.HOST_SETUP,
              argv.get(0) + " could not be started")
          .where(outputLog)
          .why(String.valueOf(e.getMessage()))
          .todo(full ? "make room there, and try again" : "fix the cause, and try again")
          .causedBy(e)
          .build();
    }
  }

  private List<String> ownSession() {
    Optional<Path> setsid = tools.find("setsid");
    if (setsid.isPresent()) {
      return List.of(setsid.get().toString());
    }
    Path perl = tools.require("perl", "install setsid or perl: apt install util-linux");
    return List.of(perl.toString(), "-e", PERL_SETSID, "--");
  }

  /** A process that has ended already has no start time, so its identity matches no process. */
  private static ProcessIdentity identify(Process process) {
    return ProcessIdentity.of(process.toHandle())
        .orElseGet(() -> new ProcessIdentity(process.pid(), Instant.EPOCH, "gone at once"));
  }
}
