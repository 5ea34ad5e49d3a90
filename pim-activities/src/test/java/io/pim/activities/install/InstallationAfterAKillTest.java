package io.pim.activities.install;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pim.activities.step.Bench;
import io.pim.host.build.TestBuilds;
import io.pim.host.machine.Phase;
import io.pim.host.machine.WholeDisk;
import io.pim.model.failure.FailureKind;
import io.pim.model.failure.FailureReport;
import io.pim.model.json.Json;
import io.pim.tools.guestserver.ServerFacts;
import io.pim.tools.qemu.VirtualMachine;
import io.pim.tools.testing.Await;
import io.pim.workflows.activity.StepNote;
import io.pim.workflows.activity.StepRef;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Installations whose worker was killed, and the next worker. */
@Tag("qemu")
@Timeout(300)
class InstallationAfterAKillTest {
  private static final StepRef INSTALL = new StepRef(TestBuilds.ID, "install");

  @TempDir Path folder;
  private TestInstaller installer;

  @BeforeEach
  void make() throws Exception {
    installer = new TestInstaller(folder);
  }

  @AfterEach
  void end() throws Exception {
    installer.end();
  }

  @Test
  void theNextWorkerJoinsTheInstallerAndServesAtTheSameAddress() throws Exception {
    Thread[] worker = new Thread[1];
    CompletableFuture<FailureReport> stopped =
        CompletableFuture.supplyAsync(
            () ->
                installer.bench.report(
                    () ->
                        Bench.runner(installer.builds)
                            .run(
                                INSTALL,
                                step -> {
                                  worker[0] = Thread.currentThread();
                                  return installer.body().run(step);
                                })));
    installer.awaitGreeting();
    installer.fetch("preseed.cfg");
    long pid = installer.machine().facts().process().pid();
    worker[0].interrupt();
    FailureReport report = stopped.get(60, TimeUnit.SECONDS);
    assertTrue(report.what().contains("The worker stopped"), report.what());
    assertTrue(installer.machine().isRunning(), "machines outlive workers");
    ServerFacts before =
        Json.read(installer.build().folder().serverFacts("install"), ServerFacts.class);

    try (Bench other = new Bench()) {
      CompletableFuture<StepNote> done =
          CompletableFuture.supplyAsync(() -> other.run(installer::install));
      Path log = installer.build().folder().log();
      Await.until("it joins", () -> Files.readString(log).contains("joined the running installer"));
      Await.until(
          "it serves",
          () -> {
            try {
              return installer.fetch("install.sh").equals("#!/bin/sh\n");
            } catch (java.io.IOException e) {
              return false;
            }
          });
      assertEquals(
          before, Json.read(installer.build().folder().serverFacts("install"), ServerFacts.class));
      assertEquals(pid, installer.machine().facts().process().pid());
      installer.powerOff();

      done.get(60, TimeUnit.SECONDS);
    }
    assertTrue(installer.hasLayer(), "requests from before the kill count");
  }

  @Test
  void restartsTheInstallationIfItsPortIsTaken() throws Exception {
    installer.startByAWorkerThatIsKilled();
    ServerFacts server =
        Json.read(installer.build().folder().serverFacts("install"), ServerFacts.class);
    try (ServerSocket other =
        new ServerSocket(server.port(), 1, InetAddress.getLoopbackAddress())) {
      FailureReport report = installer.bench.report(installer::install);

      assertEquals(FailureKind.VM_LOST, report.kind(), report.toString());
      assertTrue(report.why().contains("port " + other.getLocalPort()), report.why());
    }
  }

  /** The guest sent its request while no server ran; a person could not fix that. */
  @Test
  void repeatsAnInstallationThatFailedWithoutAWorker() throws Exception {
    installer.startByAWorkerThatIsKilled("preseed.cfg");
    installer.powerOff();

    FailureReport report = installer.bench.report(installer::install);

    assertEquals(FailureKind.VM_LOST, report.kind(), report.toString());
    assertTrue(report.why().contains("install script"), report.why());
    assertFalse(installer.hasLayer());
  }

  @Test
  void acceptsAnInstallerThatEndedWithoutAWorker() throws Exception {
    installer.startByAWorkerThatIsKilled("preseed.cfg", "install.sh");
    installer.powerOff();

    installer.bench.run(installer::install);

    assertTrue(installer.hasLayer());
  }

  @Test
  void doesNotRepeatAnInstallationWhoseLayerWasNotYetKept() throws Exception {
    installer.startByAWorkerThatIsKilled("preseed.cfg", "install.sh");
    VirtualMachine machine = installer.machine();
    Path disk =
        installer.build().folder().workDisk(installer.build().step("install").requiredKey());
    new WholeDisk(installer.machines).remember(installer.build(), Phase.INSTALL, machine, disk);
    machine.kill();

    installer.bench.run(installer::install);

    assertTrue(installer.hasLayer());
  }

  /** After a power cut, no machine runs, and its disk may have any contents. */
  @Test
  void doesNotReuseTheDiskOfALostInstaller() throws Exception {
    installer.startByAWorkerThatIsKilled("preseed.cfg", "install.sh");
    installer.machine().kill();
    Path disk =
        installer.build().folder().workDisk(installer.build().step("install").requiredKey());
    Files.writeString(disk, "what a power cut has left");

    CompletableFuture<StepNote> done =
        CompletableFuture.supplyAsync(() -> installer.bench.run(installer::install));
    Await.until(
        "it is started again",
        () -> installer.machines.join(Phase.INSTALL.of(installer.build())).isPresent());
    installer.awaitGreeting();
    installer.fetch("preseed.cfg");
    installer.fetch("install.sh");
    installer.powerOff();
    done.get(60, TimeUnit.SECONDS);

    assertTrue(installer.hasLayer());
  }
}
