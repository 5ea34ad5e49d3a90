package io.pim.tools.qemu;

import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
import io.pim.model.files.RuntimeFiles;
import io.pim.model.json.Json;
import io.pim.tools.process.Deadline;
import io.pim.tools.process.DetachedProcesses;
import io.pim.tools.process.ProcessIdentity;
import io.pim.tools.qmp.Monitor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** One start of one virtual machine, from the choice of a port until its monitor answers. */
final class Launch {
  private static final int TRIES = 5;
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final Duration LOOK = Duration.ofMillis(50);
  private static final Duration ANSWER = Duration.ofSeconds(10);

  private final VmSpec spec;
  private final QemuSystem system;
  private final RuntimeFiles files;
  private final DetachedProcesses processes;
  private final Path factsFile;
  private final Path log;

  Launch(
      VmSpec spec,
      QemuSystem system,
      RuntimeFiles files,
      DetachedProcesses processes,
      Path factsFile,
      Path log) {
    this.spec = spec;
    this.system = system;
    this.files = files;
    this.processes = processes;
    this.factsFile = factsFile;
    this.log = log;
  }

  VirtualMachine run() throws InterruptedException {
    for (int left = TRIES; true; left--) {
      long logStart = QemuLog.size(log);
      Optional<VirtualMachine> machine = tryOnce();
      if (machine.isPresent()) {
        return machine.get();
      }
      QemuDeath death = new QemuDeath(spec.name(), log, QemuLog.tail(log, logStart));
      if (!death.isPortTaken() || left == 1) {
        throw death.failure();
      }
    }
  }

  /** Starts QEMU once; empty when it ended at once. */
  private Optional<VirtualMachine> tryOnce() throws InterruptedException {
    OptionalInt port = spec.sshForward() ? OptionalInt.of(freePort()) : OptionalInt.empty();
    makeFolder(spec.consoleLog());
    PrivateInputs.write(spec, files);
    ProcessIdentity process =
        processes.start(QemuCommandLine.build(spec, system, files, port), log, Map.of());
    boolean answers = false;
    try {
      VmFacts facts = write(process, port);
      answers = awaitMonitor(process);
      // A QEMU that answers has read all its private files.
      PrivateInputs.remove(files);
      return answers ? Optional.of(new VirtualMachine(facts, files)) : Optional.empty();
    } finally {
      if (!answers) {
        process.kill();
        RuntimeFolder.clear(files);
      }
    }
  }

  private VmFacts write(ProcessIdentity process, OptionalInt port) {
    VmFacts facts =
        new VmFacts(
            spec.name(), process, port, spec.disk(), spec.accelerator(), log, spec.consoleLog());
    try {
      Json.write(factsFile, facts);
    } catch (IOException e) {
      throw HostFailures.of(e, "the facts of a virtual machine cannot be written", factsFile);
    }
    return facts;
  }

  /** Waits for the monitor; false when QEMU ends first. */
  private boolean awaitMonitor(ProcessIdentity process) throws InterruptedException {
    Deadline deadline = Deadline.in(LIMIT);
    while (!deadline.isOver()) {
      if (Files.exists(files.qmp()) && isAnswered()) {
        return true;
      }
      // The appearance of a socket cannot be awaited, so wait for QEMU's end and check in between.
      if (process.awaitExit(LOOK)) {
        return false;
      }
    }
    throw BuildFailure.of(FailureKind.VM_LOST, "QEMU was started, but its monitor does not answer")
        .where(files.qmp())
        .why("no answer within " + LIMIT.toSeconds() + " s")
        .todo("PIM tries again; if it happens again, check the host's load and " + log)
        .lastLines(QemuLog.tail(log, 0))
        .build();
  }

  private boolean isAnswered() throws InterruptedException {
    try (Monitor monitor = Monitor.connect(files.qmp(), ANSWER)) {
      return monitor.queryName().equals(spec.name());
    } catch (IOException e) {
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      return false;
    }
  }

  private int freePort() {
    try {
      return FreePort.find();
    } catch (IOException e) {
      throw HostFailures.of(e, "no port of 127.0.0.1 is free", Path.of("127.0.0.1"));
    }
  }

  private static void makeFolder(Path file) {
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
    } catch (IOException e) {
      throw HostFailures.of(e, "the folder of the console's log cannot be made", file);
    }
  }
}
