package io.pim.activities.provision;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pim.activities.step.Bench;
import io.pim.host.build.OpenBuild;
import io.pim.host.build.TestBuilds;
import io.pim.host.layer.LayerStore;
import io.pim.host.machine.BuildMachines;
import io.pim.host.machine.GuestFreeze;
import io.pim.host.machine.Phase;
import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
import io.pim.model.failure.FailureReport;
import io.pim.model.plan.PlanStep;
import io.pim.tools.qemu.Accelerator;
import io.pim.tools.qemu.TestQemu;
import io.pim.tools.qemu.VirtualMachine;
import io.pim.tools.ssh.LocalRoot;
import io.pim.tools.ssh.SshKeyPair;
import io.pim.tools.testing.Await;
import io.pim.workflows.activity.StepNote;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A worker is killed at each point of a freeze, and the next one continues. */
@Tag("qemu")
@Timeout(300)
class GuestFreezeTest {
  @TempDir Path folder;
  private final Bench bench = new Bench();
  private TestBuilds builds;
  private TestQemu qemu;
  private BuildMachines machines;
  private LayerStore layers;
  private GuestFreeze freeze;
  private OpenBuild build;
  private PlanStep step;
  private Path disk;
  private Path overlay;

  /** The point at which a worker is killed. */
  enum KilledAfter {
    NOTHING {
      @Override
      void leave(GuestFreezeTest test) {
        // The first attempt.
      }
    },
    HALF_AN_OVERLAY {
      @Override
      void leave(GuestFreezeTest test) throws Exception {
        Files.writeString(test.overlay, "QFI");
      }
    },
    OVERLAY_OF_ANOTHER_LAYER {
      @Override
      void leave(GuestFreezeTest test) throws Exception {
        test.makeOverlay(test.folder.resolve("other.qcow2"));
      }
    },
    OVERLAY {
      @Override
      void leave(GuestFreezeTest test) throws Exception {
        test.makeOverlay(test.layer());
      }
    },
    OVERLAY_OPENED_BY_QEMU {
      @Override
      void leave(GuestFreezeTest test) throws Exception {
        test.makeOverlay(test.layer());
        test.addToQemu();
      }
    },
    SNAPSHOT {
      @Override
      void leave(GuestFreezeTest test) throws Exception {
        test.makeOverlay(test.layer());
        test.machine().snapshot(test.overlay);
      }
    },
    MOVE {
      @Override
      void leave(GuestFreezeTest test) throws Exception {
        SNAPSHOT.leave(test);
        test.freeze.keep(test.build, test.step, Optional.empty());
      }
    };

    abstract void leave(GuestFreezeTest test) throws Exception;
  }

  @BeforeEach
  void make() throws Exception {
    qemu = new TestQemu(folder);
    builds = new TestBuilds(folder);
    machines = new BuildMachines(qemu.machines(builds.folders()));
    layers = new LayerStore(builds.folders(), qemu.images()::isSound);
    freeze = new GuestFreeze(layers, qemu.images());
    build = builds.save(TestBuilds.ID);
    SshKeyPair.at(build.folder().sshKey());
    step = build.step("script:base");
    disk = qemu.disk(build.folder().workDisk(step.requiredKey()));
    overlay = build.folder().workDisk(build.step("script:app").requiredKey());
    machines.start(
        Phase.GUEST.of(build),
        machines
            .describe(Phase.GUEST.of(build), build.plan().machine(), Accelerator.TCG, disk)
            .sshForward()
            .build());
  }

  @AfterEach
  void end() throws Exception {
    machines.end(Phase.GUEST.of(build));
    bench.close();
  }

  private VirtualMachine machine() throws InterruptedException {
    return machines.join(Phase.GUEST.of(build)).orElseThrow();
  }

  private Path layer() {
    return layers.disk(step.requiredKey(), TestBuilds.ID);
  }

  private void makeOverlay(Path backing) throws InterruptedException {
    qemu.images().createOverlayUnchecked(overlay, backing, build.plan().machine().diskSize());
  }

  /** The first of the two commands of a snapshot. */
  private void addToQemu() throws Exception {
    String commands =
        "{\"execute\":\"qmp_capabilities\"}\n"
            + "{\"execute\":\"blockdev-add\",\"id\":\"added\",\"arguments\":{\"driver\":\"qcow2\","
            + "\"node-name\":\"layer-1\",\"backing\":null,\"file\":{\"driver\":\"file\","
            + "\"node-name\":\"layer-1-file\",\"filename\":\""
            + overlay
            + "\"}}}\n";
    try (SocketChannel qmp = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      qmp.connect(
          UnixDomainSocketAddress.of(builds.folders().vm(TestBuilds.ID.text()).qmp().toString()));
      qmp.write(ByteBuffer.wrap(commands.getBytes(StandardCharsets.UTF_8)));
      StringBuilder answers = new StringBuilder();
      ByteBuffer buffer = ByteBuffer.allocate(1 << 14);
      while (answers.indexOf("\"added\"") < 0 && qmp.read(buffer) > 0) {
        answers.append(StandardCharsets.UTF_8.decode(buffer.flip()));
        buffer.clear();
      }
      assertTrue(
          answers.toString().contains("\"return\": {}, \"id\": \"added\""), answers::toString);
    }
  }

  @ParameterizedTest
  @EnumSource
  void theNextAttemptLeavesALayerAndTheMachineOnItsOverlay(KilledAfter point) throws Exception {
    point.leave(this);

    try (LocalRoot guest = new LocalRoot(folder)) {
      bench.run(
          builds,
          TestBuilds.ID,
          step.name(),
          context -> {
            VirtualMachine machine = machine();
            if (!freeze.isBehind(build, step, machine)) {
              freeze.freeze(context, machine, guest.shell());
            }
            freeze.keep(build, step, Optional.empty());
            return StepNote.NONE;
          });
    }

    assertEquals(overlay, machine().activeDisk());
    assertTrue(layers.find(step.requiredKey(), Optional.of(TestBuilds.ID)).isPresent());
    assertEquals(Optional.of(layer().toString()), qemu.images().info(overlay).backingFile());
    assertFalse(Files.exists(disk));
  }

  @Test
  void aFreezeWithoutALayerFails() throws Exception {
    Files.delete(disk);

    BuildFailure nothing =
        assertThrows(BuildFailure.class, () -> freeze.keep(build, step, Optional.empty()));

    assertEquals(FailureKind.LAYER_DAMAGED, nothing.report().kind());
    assertEquals(disk.toString(), nothing.report().where());
  }

  /** Data that the guest has not written is not on the disk, and never will be. */
  @Test
  void doesNotFreezeTheDiskOfAGuestThatDoesNotRun() throws Exception {
    TestQemu.type(builds.folders(), TestBuilds.ID.text(), "p");
    Await.until("it has powered off", machine()::hasPoweredOff);

    try (LocalRoot guest = new LocalRoot(folder)) {
      FailureReport report =
          bench.report(
              builds,
              TestBuilds.ID,
              step.name(),
              context -> {
                freeze.freeze(context, machine(), guest.shell());
                return StepNote.NONE;
              });

      assertEquals(FailureKind.VM_LOST, report.kind(), report.toString());
    }
  }
}
