package io.pim.activities.qemu;

import io.pim.activities.process.ProcessIdentity;
import io.pim.activities.qmp.Monitor;
import io.pim.model.files.RuntimeFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Optional;

/** Who answers at a virtual machine's monitor. */
final class RunningName {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final Duration END = Duration.ofSeconds(10);

  private RunningName() {}

  static boolean answers(RuntimeFiles files, String name) throws InterruptedException {
    try (Monitor monitor = Monitor.connect(files.qmp(), PATIENCE)) {
      return monitor.queryName().equals(name);
    } catch (IOException e) {
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      return false;
    }
  }

  /** Ends a QEMU whose worker died before it had written down which process it is. */
  static void end(RuntimeFiles files, String name) throws InterruptedException {
    if (!Files.exists(files.qmp()) || !answers(files, name)) {
      return;
    }
    // QEMU answers under this name, so the pid in its pid file is its own, and not reused.
    Optional<ProcessIdentity> process = process(files);
    try (Monitor monitor = Monitor.connect(files.qmp(), PATIENCE)) {
      monitor.quit();
    } catch (IOException e) {
      // It may have ended meanwhile; if not, it is killed below.
      return;
    } finally {
      if (process.isPresent() && !process.get().awaitExit(END)) {
        process.get().kill();
      }
    }
  }

  private static Optional<ProcessIdentity> process(RuntimeFiles files) {
    try {
      long pid = Long.parseLong(Files.readString(files.pid()).strip());
      return ProcessHandle.of(pid).flatMap(ProcessIdentity::of);
    } catch (IOException | NumberFormatException e) {
      return Optional.empty();
    }
  }
}
