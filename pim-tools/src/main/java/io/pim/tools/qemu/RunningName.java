package io.pim.tools.qemu;

import io.pim.model.files.RuntimeFiles;
import io.pim.tools.process.ProcessIdentity;
import io.pim.tools.qmp.Monitor;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Optional;

/** Which QEMU answers at a virtual machine's monitor. */
enum RunningName {
  /** A QEMU with the expected name. */
  THIS,
  /** A QEMU with another name. */
  ANOTHER,
  /** Somebody holds the socket but does not answer: a QEMU that is stopped or hangs. */
  SILENT,
  NOBODY;

  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final Duration END = Duration.ofSeconds(10);

  static RunningName at(RuntimeFiles files, String name) throws InterruptedException {
    try (Monitor monitor = Monitor.connect(files.qmp(), PATIENCE)) {
      return monitor.queryName().equals(name) ? THIS : ANOTHER;
    } catch (SocketTimeoutException e) {
      return SILENT;
    } catch (IOException e) {
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      return NOBODY;
    }
  }

  /** Ends a QEMU whose worker died before it wrote down the process. */
  static void end(RuntimeFiles files, String name) throws InterruptedException {
    if (!Files.exists(files.qmp())) {
      return;
    }
    switch (at(files, name)) {
      // QEMU answers with this name, so the pid in its pid file is its own and was not reused.
      case THIS -> process(files).flatMap(ProcessIdentity::of).ifPresent(p -> p.end(END));
      case SILENT ->
          process(files)
              .filter(process -> wasStartedAs(process, name))
              .flatMap(ProcessIdentity::of)
              .ifPresent(ProcessIdentity::kill);
      case ANOTHER, NOBODY -> {}
    }
  }

  /**
   * Whether a process was started with this name. The pid may have been reused; the arguments prove
   * it.
   */
  private static boolean wasStartedAs(ProcessHandle process, String name) {
    return (process.info().commandLine().orElse("") + " ").contains(" -name " + name + " ");
  }

  private static Optional<ProcessHandle> process(RuntimeFiles files) {
    try {
      return ProcessHandle.of(Long.parseLong(Files.readString(files.pid()).strip()));
    } catch (IOException | NumberFormatException e) {
      return Optional.empty();
    }
  }
}
