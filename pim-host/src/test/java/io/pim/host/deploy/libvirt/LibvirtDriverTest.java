package io.pim.host.deploy.libvirt;

import static io.pim.host.deploy.TestDeployments.id;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pim.host.deploy.TargetDeployment;
import io.pim.host.deploy.TargetFinding;
import io.pim.host.deploy.TestDeployments;
import io.pim.model.deploy.DeployAct;
import io.pim.model.deploy.DeployStep;
import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
import io.pim.model.files.DeploymentId;
import io.pim.model.target.LibvirtTarget;
import io.pim.model.target.TargetSettings;
import io.pim.model.unit.ByteSize;
import io.pim.model.unit.Firmware;
import io.pim.model.unit.Sha256;
import io.pim.tools.libvirt.CutOff;
import io.pim.tools.libvirt.Libvirtd;
import io.pim.tools.libvirt.Virsh;
import io.pim.tools.process.ProcessRunner;
import io.pim.tools.process.Tools;
import io.pim.tools.qemu.DiskFormat;
import io.pim.tools.qemu.ImageConverter;
import io.pim.tools.qemu.QemuImg;
import io.pim.tools.qemu.QemuInstallation;
import io.pim.workflows.message.DeployRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A pool of a real libvirt daemon as a target. */
@Timeout(180)
class LibvirtDriverTest {
  private static final QemuImg QEMU_IMG =
      new QemuImg(
          new QemuInstallation(Tools.of(System.getenv()), new ProcessRunner()),
          new ProcessRunner());
  private static final ImageConverter CONVERTER =
      new ImageConverter(
          new QemuInstallation(Tools.of(System.getenv()), new ProcessRunner()),
          new ProcessRunner());
  private static final int MOST_COMMANDS = 200;

  private static Libvirtd libvirtd;

  @TempDir Path home;
  private TestDeployments deployments;
  private CutOff cutOff;
  private Path folder;

  @BeforeAll
  static void start() throws Exception {
    libvirtd = Libvirtd.start();
  }

  @AfterAll
  static void stop() throws Exception {
    if (libvirtd != null) {
      libvirtd.close();
    }
  }

  @BeforeEach
  void open() throws Exception {
    String pool = libvirtd.newPool();
    folder = libvirtd.poolFolder(pool);
    open(Map.of("pool", pool));
  }

  private void open(Map<String, Object> settings) {
    cutOff = new CutOff();
    Map<String, Object> all = new LinkedHashMap<>(settings);
    all.put("type", "libvirt");
    all.put("uri", libvirtd.uri());
    deployments =
        new TestDeployments(
            home,
            all,
            (name, read, secrets) ->
                new LibvirtDriver(
                    name, (LibvirtTarget) read, libvirtd.virsh(cutOff), QEMU_IMG, CONVERTER));
  }

  private Map<DeploymentId, TargetDeployment.State> states()
      throws IOException, InterruptedException {
    Map<DeploymentId, TargetDeployment.State> states = new LinkedHashMap<>();
    deployments.inventory().forEach(its -> states.put(its.id(), its.state()));
    return states;
  }

  private static final TargetDeployment.State KEPT = TargetDeployment.State.KEPT;
  private static final TargetDeployment.State CURRENT = TargetDeployment.State.CURRENT;

  /** Every file of the pool with its contents. */
  private Map<String, String> tree() throws IOException {
    Map<String, String> tree = new TreeMap<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        tree.put(file.getFileName().toString(), Sha256.ofFile(file).hex());
      }
    }
    return tree;
  }

  @Test
  void putsTheImageIntoAVolume() throws Exception {
    DeployRequest request = deployments.deploy(1, 3);

    deployments.runAll(request);

    Path image = deployments.folders().image(request.plan().image().name());
    assertArrayEquals(
        Files.readAllBytes(image), Files.readAllBytes(folder.resolve(id(1) + ".qcow2")));
    assertEquals("variables 1", Files.readString(folder.resolve(id(1) + ".uefi-vars.fd")));
    assertEquals(
        List.of(
            new TargetDeployment(
                id(1),
                id(1) + ".qcow2",
                request.plan().image().name(),
                Optional.of(request.plan().image().sha256()),
                CURRENT)),
        deployments.inventory());
    assertEquals(id(1) + ".qcow2", deployments.registry().find(id(1)).orElseThrow().place());
    assertEquals(4, tree().size(), "and nothing else: " + tree());
  }

  /** Deploys an image that qemu-img can read. */
  private DeployRequest disk(int day, int keep) throws Exception {
    QEMU_IMG.create(deployments.imageFile(day), ByteSize.ofMebibytes(3));
    return deployments.request(
        id(day),
        deployments.plan(
            DeployAct.DEPLOY, deployments.register(day, Firmware.BIOS), Optional.empty(), keep));
  }

  @Test
  void putsARawDiskIntoAVolume() throws Exception {
    Map<String, Object> settings = deployments.settings();
    settings.put("format", "raw");
    open(settings);
    deployments.runAll(disk(1, 3));

    Path image = deployments.imageFile(1);
    Path there = folder.resolve(id(1) + ".raw");
    assertEquals(3 << 20, Files.size(there));
    Path raw = home.resolve("raw");
    CONVERTER.convertTo(DiskFormat.RAW, image, raw, Duration.ofMinutes(1), done -> {});
    assertEquals(-1, Files.mismatch(raw, there));
    assertFalse(Files.exists(deployments.folders().deployment(id(1)).work()));
  }

  @Test
  void replacesThePreviousDeploymentAndKeepsAsManyAsThePlanRequires() throws Exception {
    for (int day = 1; day <= 3; day++) {
      deployments.runAll(deployments.deploy(day, 2));
    }

    assertEquals(Map.of(id(2), KEPT, id(3), CURRENT), states());
    assertEquals(Optional.of(id(2)), deployments.registry().find(id(3)).orElseThrow().previous());
    deployments.runAll(deployments.rollback(4, 2));
    assertEquals(Map.of(id(2), CURRENT, id(3), KEPT), states());
    deployments.runAll(deployments.remove(5, 1));
    assertEquals(Map.of(id(2), CURRENT), states());
    deployments.runAll(deployments.remove(6, 0));
    assertEquals(Map.of(), tree());
  }

  @ParameterizedTest
  @EnumSource(names = {"CHECK", "UPLOAD", "CREATE", "SWITCH", "RECORD"})
  void undoRestoresTheTarget(DeployStep last) throws Exception {
    deployments.runAll(deployments.deploy(1, 3));
    Map<String, String> before = tree();
    deployments.runUntil(deployments.deploy(2, 3), last);

    deployments.undo(id(2));

    assertEquals(before, tree());
    assertEquals(List.of(), deployments.undo(id(2)).removed(), "once more");
  }

  /** Wherever the worker was killed, the next one continues or undoes the work. */
  @Test
  void survivesAKillAtEachCommand() throws Exception {
    deployments.runAll(deployments.deploy(1, 3));
    Map<String, String> before = tree();
    DeployRequest request = deployments.deploy(2, 3);
    int allowed = 0;
    while (cutOff.after(allowed, () -> deployments.runUntil(request, DeployStep.RECORD))) {
      deployments.undo(id(2));
      assertEquals(before, tree(), "undone after " + allowed + " commands");
      cutOff.after(allowed, () -> deployments.runUntil(request, DeployStep.RECORD));
      allowed += 5;
      assertTrue(allowed < MOST_COMMANDS);
    }
    assertEquals(Map.of(id(1), KEPT, id(2), CURRENT), states());
  }

  @Test
  void completesAnInterruptedUpload() throws Exception {
    DeployRequest request = deployments.deploy(1, 3);
    deployments.runUntil(request, DeployStep.CHECK);
    Path volume = folder.resolve(id(1) + ".qcow2");
    libvirtd.require(
        "vol-create-as",
        folder.getFileName().toString().replace("volumes-", ""),
        volume.getFileName().toString(),
        "300000",
        "--format",
        "raw");

    deployments.run(id(1), DeployStep.UPLOAD);

    assertEquals(request.plan().image().sha256(), Sha256.ofFile(volume));
  }

  /** Without the volume below it, a machine's disk would be damaged. */
  @Test
  void keepsAVolumeWithOverlays() throws Exception {
    for (int day = 1; day <= 2; day++) {
      deployments.runAll(disk(day, 3));
    }
    String pool = folder.getFileName().toString().replace("volumes-", "");
    libvirtd.require(
        "vol-create-as",
        pool,
        "my disk",
        "10M",
        "--format",
        "qcow2",
        "--backing-vol",
        id(1) + ".qcow2",
        "--backing-vol-format",
        "qcow2");

    deployments.runAll(disk(3, 1));

    assertEquals(Map.of(id(1), KEPT, id(3), CURRENT), states());
    libvirtd.require("vol-delete", "my disk", "--pool", pool);
    deployments.runAll(deployments.remove(4, 1));
    assertEquals(Map.of(id(3), CURRENT), states());
  }

  @Test
  void refusesADamagedImage() throws Exception {
    DeployRequest request = deployments.deploy(1, 3);
    Path image = deployments.folders().image(request.plan().image().name());
    byte[] bytes = Files.readAllBytes(image);
    bytes[200_000] ^= 1;
    Files.write(image, bytes);

    assertEquals(
        FailureKind.TARGET_FAILED, deployments.failure(request, DeployStep.UPLOAD).report().kind());
    deployments.undo(id(1));
    assertEquals(Map.of(), tree());
  }

  @Test
  void reportsEachObstacle() throws Exception {
    Map<String, Object> settings = deployments.settings();
    settings.put("pool", "none");
    open(settings);

    BuildFailure failure = deployments.failure(deployments.deploy(1, 3), DeployStep.CHECK);

    assertEquals(FailureKind.TARGET_REFUSED, failure.report().kind());
    assertTrue(failure.report().why().contains("Storage pool not found"), "" + failure.report());
    assertTrue(failure.report().todo().contains("pool-define-as"), "" + failure.report());
  }

  @Test
  void reportsNoSpaceForAStoppedPool() throws Exception {
    String pool = folder.getFileName().toString().replace("volumes-", "");
    libvirtd.require("pool-destroy", pool);
    LibvirtTarget target = (LibvirtTarget) TargetSettings.read("there", deployments.settings());

    try (LibvirtDriver driver =
        new LibvirtDriver("there", target, libvirtd.virsh(cutOff), QEMU_IMG, CONVERTER)) {
      List<TargetFinding> findings = driver.check(Optional.empty());

      TargetFinding stopped =
          findings.stream().filter(its -> !its.isGood()).findFirst().orElseThrow();
      assertEquals("pool", stopped.subject());
      assertTrue(stopped.todo().contains("virsh pool-start " + pool), stopped.todo());
      assertTrue(findings.stream().noneMatch(its -> its.subject().equals("free space")));
    }
  }

  @Test
  void retriesAnUnreachableDaemon() throws Exception {
    Map<String, Object> settings = deployments.settings();
    settings.put("uri", "qemu+unix:///session?socket=/nowhere");
    DeployRequest request = deployments.deploy(1, 3);
    deployments =
        new TestDeployments(
            home,
            settings,
            (name, read, secrets) ->
                new LibvirtDriver(
                    name,
                    (LibvirtTarget) read,
                    new Virsh(Path.of("virsh"), ((LibvirtTarget) read).uri(), new ProcessRunner()),
                    QEMU_IMG,
                    CONVERTER));

    BuildFailure failure =
        deployments.failure(
            deployments.request(
                id(1),
                deployments.plan(
                    request.plan().act(), request.plan().image(), Optional.empty(), 3)),
            DeployStep.UPLOAD);

    assertEquals(FailureKind.TARGET_UNREACHABLE, failure.report().kind());
  }
}
