package io.pim.tools.qemu;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/** A QEMU machine whose guest keeps writing to its disk. */
final class BusyMachine {
  final RealQemu qemu;
  final Path facts;
  final Path log;
  final Path disk;

  BusyMachine(Path folder) throws IOException, InterruptedException {
    qemu = new RealQemu(folder);
    facts = folder.resolve("facts.json");
    log = folder.resolve("qemu.log");
    disk = qemu.busyDisk("disk.qcow2");
  }

  void end() throws InterruptedException {
    qemu.machines.end("vm", facts);
  }

  VirtualMachine start() throws InterruptedException {
    VirtualMachine machine =
        qemu.machines.start(qemu.machine("vm", disk).sshForward().build(), facts, log);
    assertEquals(Optional.of(machine.facts()), qemu.machines.facts(facts));
    return machine;
  }

  void assertNoRuntimeFiles() throws IOException {
    try (Stream<Path> left = Files.list(qemu.folders.runtime())) {
      assertEquals(0, left.count());
    }
  }
}
