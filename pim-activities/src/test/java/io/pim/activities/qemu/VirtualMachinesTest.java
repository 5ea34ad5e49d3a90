package io.pim.activities.qemu;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.pim.activities.process.ProcessIdentity;
import io.pim.activities.qmp.BlockNodes;
import io.pim.activities.qmp.QmpClient;
import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
import io.pim.model.json.Json;
import io.pim.model.unit.Architecture;
import io.pim.model.unit.ByteSize;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Tag("qemu")
@Timeout(60)
class VirtualMachinesTest {
  private static final ShutdownLimits IMPATIENT =
      new ShutdownLimits(Duration.ofMillis(300), Duration.ofMillis(300), Duration.ofSeconds(10));
  private static final ByteSize SIZE = ByteSize.parse("1M");

  @TempDir Path folder;
  private RealQemu qemu;
  private Path facts;
  private Path log;
  private Path disk;

  @BeforeEach
  void makeDisk() throws Exception {
    qemu = new RealQemu(folder);
    facts = folder.resolve("facts.json");
    log = folder.resolve("qemu.log");
    disk = qemu.busyDisk("disk.qcow2");
  }

  @AfterEach
  void endAll() throws Exception {
    qemu.machines.end("vm", facts);
  }

  @Test
  void startsAndIsJoinedByAnotherWorker() throws Exception {
    VirtualMachine started = start();
    assertTrue(started.isRunning());
    assertTrue(started.sshPort().isPresent());

    VirtualMachine joined = new RealQemu(folder).machines.join(facts).orElseThrow();

    assertEquals(started.facts(), joined.facts());
    assertEquals(disk, joined.activeDisk());
    joined.kill();
    started.onExit().get(10, TimeUnit.SECONDS);
    assertEquals(Optional.empty(), qemu.machines.join(facts));
    assertNoRuntimeFiles();
  }

  @Test
  void doesNotJoinAnotherProcessOrName() throws Exception {
    VmFacts real = start().facts();
    ProcessIdentity process = real.process();
    ProcessIdentity reused =
        new ProcessIdentity(
            process.pid(), process.startedAt().minusSeconds(9), process.mark() + "9");

    Json.write(facts, with(real, "vm", reused));
    assertEquals(Optional.empty(), qemu.machines.join(facts));

    Json.write(facts, with(real, "other", process));
    Files.createLink(qemu.folders.vm("other").qmp(), qemu.folders.vm("vm").qmp());
    assertEquals(Optional.empty(), qemu.machines.join(facts));
    qemu.machines.end("other", folder.resolve("none"));
    assertTrue(process.isAlive());
    Json.write(facts, real);
  }

  @Test
  void putsTheDiskOnOverlaysWhileTheGuestWrites() throws Exception {
    VirtualMachine machine = start();
    Path active = disk;
    for (int i = 1; i <= 3; i++) {
      awaitWrites(machine);
      Path frozen = folder.resolve("layer" + i + ".qcow2");
      Path overlay = folder.resolve("work" + i + ".qcow2");
      qemu.images.createOverlayUnchecked(overlay, frozen, SIZE);

      machine.snapshot(overlay);
      machine.snapshot(overlay);
      Files.move(active, frozen);

      assertEquals(overlay, machine.activeDisk());
      assertEquals(Set.of("r"), access(machine, frozen));
      assertEquals(Set.of("rw"), access(machine, overlay));
      active = overlay;
    }
    byte[] first = Files.readAllBytes(folder.resolve("layer1.qcow2"));
    awaitWrites(machine);
    machine.kill();

    assertArrayEquals(first, Files.readAllBytes(folder.resolve("layer1.qcow2")));
    for (String layer : new String[] {"layer1", "layer2", "layer3", "work3"}) {
      assertTrue(qemu.images.check(folder.resolve(layer + ".qcow2")).isSound(), layer);
    }
    Path flat = folder.resolve("flat.qcow2");
    qemu.images.convertCompressed(active, flat, Duration.ofMinutes(1), done -> {});
    assertTrue(qemu.images.check(flat).isSound());
  }

  @Test
  void aSnapshotThatWasBegunIsMadeAnew() throws Exception {
    VirtualMachine machine = start();
    Path overlay = folder.resolve("overlay.qcow2");

    BuildFailure failure = assertThrows(BuildFailure.class, () -> machine.snapshot(overlay));
    assertEquals(FailureKind.TOOL_FAILED, failure.report().kind());
    assertTrue(failure.report().why().contains("No such file"), failure.report().why());

    qemu.images.createOverlayUnchecked(overlay, disk, SIZE);
    try (var client = QmpClient.connect(qemu.folders.vm("vm").qmp(), Duration.ofSeconds(10))) {
      client.execute(
          "blockdev-add", BlockNodes.overlay("layer-1", overlay), Duration.ofSeconds(10));
    }
    machine.snapshot(overlay);
    assertEquals(overlay, machine.activeDisk());
  }

  @Test
  void endsAGuestThatDoesNotListen() throws Exception {
    VirtualMachine machine = start();

    ShutdownWay way = machine.shutDown(IMPATIENT, () -> {});

    assertEquals(ShutdownWay.QUIT, way);
    assertFalse(way.isClean());
    assertEquals(ShutdownWay.ENDED_ALREADY, machine.shutDown(IMPATIENT, () -> {}));
    assertFalse(machine.freeze());
    assertNoRuntimeFiles();
  }

  @Test
  void leavesTheMachineAloneWhenTheWorkerStops() throws Exception {
    VirtualMachine machine = start();
    Thread.currentThread().interrupt();
    assertThrows(InterruptedException.class, () -> machine.shutDown(IMPATIENT, () -> {}));
    assertTrue(machine.isRunning());

    IllegalStateException cancelled = new IllegalStateException();
    ShutdownLimits patient =
        new ShutdownLimits(Duration.ofSeconds(1), Duration.ofMinutes(1), Duration.ofSeconds(1));
    assertThrows(
        IllegalStateException.class,
        () ->
            machine.shutDown(
                patient,
                () -> {
                  throw cancelled;
                }));
    assertTrue(machine.isRunning());
  }

  @Test
  void keepsTheConsole() throws Exception {
    VirtualMachine machine = start();
    Path console = machine.facts().consoleLog();

    while (!Files.readString(console).contains("....")) {
      assertTrue(machine.isRunning());
    }
  }

  @ParameterizedTest
  @EnumSource(Architecture.class)
  void startsUefi(Architecture architecture) throws Exception {
    assumeTrue(qemu.installation.supports(architecture), "no QEMU for " + architecture);
    assumeTrue(
        qemu.installation.system(architecture).uefi().isPresent(), "no UEFI for " + architecture);
    Path variables = folder.resolve("efi,vars.fd");
    VmSpec spec =
        qemu.machine("vm", disk)
            .machine(architecture, Accelerator.TCG)
            .size(1, ByteSize.parse("256M"))
            .uefi(variables)
            .cdrom(folder.resolve("boot.raw"))
            .smbiosSerial("ds=nocloud;s=http://10.0.2.2:1/a,b/")
            .build();

    VirtualMachine machine = qemu.machines.start(spec, facts, log);

    assertTrue(machine.isRunning());
    assertEquals(disk, machine.activeDisk());
    assertEquals(
        Files.size(qemu.installation.uefi(architecture).variables()), Files.size(variables));
  }

  @Test
  void tellsThatItWasLost() throws Exception {
    VirtualMachine machine = start();
    ProcessHandle.of(machine.facts().process().pid()).orElseThrow().destroy();
    assertTrue(machine.awaitExit(Duration.ofSeconds(10)));

    BuildFailure failure = assertThrows(BuildFailure.class, machine::activeDisk);

    assertEquals(FailureKind.VM_LOST, failure.report().kind());
    assertTrue(failure.report().why().contains("terminating on signal 15"));
  }

  @Test
  void saysWhyQemuWouldNotStart() throws Exception {
    VmSpec spec = qemu.machine("vm", folder.resolve("missing.qcow2")).build();

    BuildFailure failure =
        assertThrows(BuildFailure.class, () -> qemu.machines.start(spec, facts, log));

    assertEquals(FailureKind.VM_LOST, failure.report().kind());
    assertTrue(failure.report().why().contains("No such file"), failure.report().why());
    assertNoRuntimeFiles();
  }

  @Test
  void replacesAMachineWhoseFactsWereNeverWritten() throws Exception {
    VirtualMachine orphan = start();
    Files.delete(facts);

    VirtualMachine machine = start();

    assertFalse(orphan.isRunning());
    assertTrue(machine.isRunning());
  }

  @Test
  void endsAStoppedMachineWhoseFactsWereNeverWritten() throws Exception {
    VirtualMachine orphan = start();
    Files.delete(facts);
    stop(orphan);

    qemu.machines.end("vm", facts);

    assertFalse(orphan.isRunning());
    assertNoRuntimeFiles();
  }

  @Test
  void joinsAStoppedMachineAndAnswersWhenItGoesOn() throws Exception {
    VirtualMachine started = start();
    stop(started);

    VirtualMachine joined = qemu.machines.join(facts).orElseThrow();
    assertEquals(Optional.empty(), joined.pulse());
    assertTrue(joined.whySilent().contains("is stopped"), joined.whySilent());
    signal(started, "CONT");

    assertEquals("running", joined.pulse().orElseThrow().runState());
    assertEquals(disk, joined.activeDisk());
  }

  private static void stop(VirtualMachine machine) throws Exception {
    signal(machine, "STOP");
    while (!machine.facts().process().isStopped()) {
      Thread.onSpinWait();
    }
  }

  private static void signal(VirtualMachine machine, String name) throws Exception {
    String pid = Long.toString(machine.facts().process().pid());
    assertEquals(0, new ProcessBuilder("kill", "-" + name, pid).start().waitFor());
  }

  @Test
  void twoMachinesCannotWriteToOneDisk() throws Exception {
    start();

    BuildFailure failure =
        assertThrows(
            BuildFailure.class,
            () ->
                qemu.machines.start(
                    qemu.machine("second", disk).build(), folder.resolve("second.json"), log));

    assertEquals(FailureKind.HOST_SETUP, failure.report().kind());
  }

  @Test
  void passesOverSocketsOfTheDead() throws Exception {
    VirtualMachine machine = start();
    machine.facts().process().kill();
    assertTrue(Files.exists(qemu.folders.vm("vm").qmp()));

    assertEquals(Optional.empty(), qemu.machines.join(facts));
    assertTrue(start().isRunning());
  }

  @Test
  void knowsAPortThatWasTaken() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      var command =
          QemuCommandLine.build(
              qemu.machine("vm", disk).build(),
              qemu.installation.system(Architecture.X86_64),
              qemu.folders.vm("vm"),
              OptionalInt.of(taken.getLocalPort()));
      Files.createDirectories(qemu.folders.runtime());
      ProcessIdentity process = qemu.processes.start(command, log, Map.of());
      assertTrue(process.awaitExit(Duration.ofSeconds(10)));
      assertTrue(new QemuDeath("vm", log, QemuLog.tail(log, 0)).isPortTaken());
    }
  }

  private VirtualMachine start() throws InterruptedException {
    VirtualMachine machine =
        qemu.machines.start(qemu.machine("vm", disk).sshForward().build(), facts, log);
    assertEquals(Optional.of(machine.facts()), qemu.machines.facts(facts));
    return machine;
  }

  private static void awaitWrites(VirtualMachine machine) throws InterruptedException {
    long before = machine.blockStats().writtenBytes();
    while (machine.blockStats().writtenBytes() < before + 4096) {
      assertTrue(machine.isRunning());
    }
  }

  private static VmFacts with(VmFacts facts, String name, ProcessIdentity process) {
    return new VmFacts(
        name,
        process,
        facts.sshPort(),
        facts.disk(),
        facts.accelerator(),
        facts.qemuLog(),
        facts.consoleLog());
  }

  /** How QEMU has a file open, as Linux tells it: r or rw. */
  private static Set<String> access(VirtualMachine machine, Path file) throws IOException {
    Path fds = Path.of("/proc/" + machine.facts().process().pid() + "/fd");
    Set<String> found = new HashSet<>();
    try (Stream<Path> open = Files.list(fds)) {
      for (Path fd : open.toList()) {
        // Those of short-lived connections are gone by now.
        if (Files.exists(fd) && Files.isSameFile(fd, file)) {
          var mode = Files.getPosixFilePermissions(fd, LinkOption.NOFOLLOW_LINKS);
          found.add(PosixFilePermissions.toString(mode).substring(0, 2).replace("-", ""));
        }
      }
    }
    return found;
  }

  private void assertNoRuntimeFiles() throws IOException {
    try (Stream<Path> left = Files.list(qemu.folders.runtime())) {
      assertEquals(0, left.count());
    }
  }
}
