package io.pim.host.deploy.utm;

import static io.pim.host.deploy.TestDeployments.id;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.pim.host.deploy.TargetDeployment;
import io.pim.host.deploy.TestDeployments;
import io.pim.host.deploy.file.Qcow2Compression;
import io.pim.model.deploy.DeployAct;
import io.pim.model.deploy.DeployPlan;
import io.pim.model.deploy.DeployStep;
import io.pim.model.deploy.DeployedImage;
import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
import io.pim.model.target.UtmTarget;
import io.pim.model.unit.ByteSize;
import io.pim.model.unit.Compression;
import io.pim.model.unit.Firmware;
import io.pim.model.unit.Sha256;
import io.pim.tools.iso9660.IsoImage;
import io.pim.tools.process.ProcessRunner;
import io.pim.tools.process.Tools;
import io.pim.tools.qemu.ImageConverter;
import io.pim.tools.qemu.QemuImg;
import io.pim.tools.qemu.QemuInstallation;
import io.pim.tools.utm.StrictUtmReader;
import io.pim.tools.utm.UtmApp;
import io.pim.workflows.message.DeployRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A folder of UTM machines as a target. {@code DirectoryFixture} and its tests cover the common
 * part.
 */
class UtmDriverTest {
  private static final QemuImg QEMU_IMG =
      new QemuImg(
          new QemuInstallation(Tools.of(System.getenv()), new ProcessRunner()),
          new ProcessRunner());
  private static final ImageConverter CONVERTER =
      new ImageConverter(
          new QemuInstallation(Tools.of(System.getenv()), new ProcessRunner()),
          new ProcessRunner());

  @TempDir Path home;
  private TestDeployments deployments;
  private Path target;

  @BeforeEach
  void open() throws IOException {
    open(Map.of());
    Files.createDirectories(target);
  }

  private void open(Map<String, Object> settings) {
    Map<String, Object> all = new LinkedHashMap<>(settings);
    all.put("type", "utm");
    all.put("dir", home.resolve("shelf").toString());
    deployments =
        new TestDeployments(
            home,
            all,
            (name, read, secrets) ->
                new UtmDriver(
                    name,
                    (UtmTarget) read,
                    home,
                    CONVERTER,
                    UtmApp.ofThisMachine(home, new ProcessRunner())));
    target = deployments.target();
  }

  private Path machine(int day) {
    String text = id(day).text();
    return target.resolve("web-x86_64" + text.substring(text.length() - 16) + ".utm");
  }

  private Path current() throws IOException {
    return target.resolve(Files.readSymbolicLink(target.resolve("web-x86_64.utm")));
  }

  /** Changes the machine as a start does. */
  private void write(int day) throws IOException {
    Path disk = machine(day).resolve("Data/disk.qcow2");
    byte[] bytes = Files.readAllBytes(disk);
    bytes[100_000] ^= 1;
    Files.write(disk, bytes);
  }

  @Test
  void makesAMachineThatUtmReads() throws Exception {
    DeployRequest request = deployments.deploy(1, 3);

    deployments.runAll(request);

    Map<String, Object> read = StrictUtmReader.read(machine(1));
    assertTrue(read.get("Information").toString().contains(id(1).text()), "" + read);
    DeployedImage image = request.plan().image();
    assertArrayEquals(
        Files.readAllBytes(deployments.folders().image(image.name())),
        Files.readAllBytes(machine(1).resolve("Data/disk.qcow2")));
    assertEquals("variables 1", Files.readString(machine(1).resolve("Data/efi_vars.fd")));
    assertEquals(machine(1), current());
    assertEquals(
        List.of(
            new TargetDeployment(
                id(1),
                machine(1).toString(),
                image.name(),
                Optional.of(image.sha256()),
                TargetDeployment.State.CURRENT)),
        deployments.inventory());
    assertEquals(machine(1).toString(), deployments.registry().find(id(1)).orElseThrow().place());
    assertEquals(8, deployments.tree().size(), "and nothing else: " + deployments.tree());
  }

  @Test
  void aMachineWithBiosHasNoVariables() throws Exception {
    DeployPlan plan =
        deployments.plan(
            DeployAct.DEPLOY, deployments.image(1, Firmware.BIOS), Optional.empty(), 3);

    deployments.runAll(deployments.request(id(1), plan));

    assertTrue(StrictUtmReader.read(machine(1)).get("QEMU").toString().contains("UEFIBoot=false"));
  }

  @Test
  void anImageWithUefiNeedsItsVariables() throws Exception {
    DeployRequest request = deployments.deploy(1, 3);
    Files.delete(deployments.folders().imageUefiVariables(request.plan().image().name()));

    BuildFailure failure = deployments.failure(request, DeployStep.CREATE);

    assertEquals(FailureKind.IMAGE_UNAVAILABLE, failure.report().kind());
  }

  @Test
  void addsASeedIfConfigured() throws Exception {
    open(Map.of("cloud_init", Map.of("user", "ada", "authorized_keys", List.of("ssh-rsa AAAA x"))));

    deployments.runAll(deployments.deploy(1, 3));

    StrictUtmReader.read(machine(1));
    try (IsoImage seed = IsoImage.open(machine(1).resolve("Data/seed.iso"))) {
      seed.extract("user-data", home.resolve("user-data"));
    }
    String data = Files.readString(home.resolve("user-data"));
    assertTrue(data.startsWith("#cloud-config\n"), data);
    assertTrue(data.contains("ssh-rsa AAAA x") && data.contains("\"ada\""), data);
  }

  @Test
  void convertsAnImageWithZstd() throws Exception {
    assumeTrue(Tools.of(System.getenv()).find("qemu-img").isPresent(), "qemu-img is not installed");
    Path image = deployments.imageFile(1);
    Path disk = home.resolve("disk.qcow2");
    QEMU_IMG.create(disk, ByteSize.ofMebibytes(1));
    Compression written =
        CONVERTER.recompress(disk, image, Compression.ZSTD, Duration.ofMinutes(1), done -> {});
    assumeTrue(written == Compression.ZSTD, "qemu-img was built without zstd");
    DeployPlan plan =
        deployments.plan(
            DeployAct.DEPLOY, deployments.register(1, Firmware.BIOS), Optional.empty(), 3);

    deployments.runAll(deployments.request(id(1), plan));

    Path there = machine(1).resolve("Data/disk.qcow2");
    assertTrue(Qcow2Compression.isReadableAnywhere(there));
    assertTrue(QEMU_IMG.isSame(image, there, Duration.ofMinutes(1), () -> {}));
  }

  @Test
  void replacesThePreviousDeploymentAndKeepsAsManyAsThePlanRequires() throws Exception {
    for (int day = 1; day <= 4; day++) {
      deployments.runAll(deployments.deploy(day, 2));
    }

    assertEquals(machine(4), current());
    assertEquals(List.of(id(3), id(4)), deployments.there());
    assertEquals(Optional.of(id(3)), deployments.registry().find(id(4)).orElseThrow().previous());
    deployments.runAll(deployments.rollback(5, 3));
    assertEquals(machine(3), current());
    deployments.runAll(deployments.remove(6, 0));
    assertEquals(Map.of("", "folder"), deployments.tree());
  }

  @ParameterizedTest
  @EnumSource(names = {"CHECK", "UPLOAD", "CREATE", "SWITCH", "RECORD"})
  void undoRestoresTheTarget(DeployStep last) throws Exception {
    deployments.runAll(deployments.deploy(1, 3));
    Map<String, String> before = deployments.tree();
    deployments.runUntil(deployments.deploy(2, 3), last);

    deployments.undo(id(2));

    assertEquals(before, deployments.tree());
  }

  @Test
  void runsEachStepTwice() throws Exception {
    deployments.runAll(deployments.deploy(1, 1));
    DeployRequest request = deployments.deploy(2, 1);
    deployments.life().open(request, TestDeployments.SERVICE);
    for (DeployStep step : request.plan().steps()) {
      deployments.run(request.id(), step);
      deployments.life().open(request, TestDeployments.SERVICE);
      deployments.run(request.id(), step);
    }

    assertEquals(machine(2), current());
    assertEquals(List.of(id(2)), deployments.there());
  }

  /**
   * Whatever part of the machine's files a killed worker left, the machine is complete at the end.
   */
  @ParameterizedTest
  @ValueSource(strings = {"disk.qcow2", "efi_vars.fd", "no facts", "../config.plist"})
  void completesAnInterruptedMachine(String file) throws Exception {
    DeployRequest request = deployments.deploy(1, 3);
    deployments.life().open(request, TestDeployments.SERVICE);
    deployments.run(id(1), DeployStep.UPLOAD);
    Path part = target.resolve("." + id(1) + ".part");
    if (file.equals("no facts")) {
      Files.delete(deployments.folders().deployment(id(1)).facts("upload"));
    } else {
      Files.writeString(part.resolve("Data").resolve(file), "half");
    }

    deployments.run(id(1), DeployStep.CREATE);

    StrictUtmReader.read(machine(1));
    assertEquals(
        request.plan().image().sha256(), Sha256.ofFile(machine(1).resolve("Data/disk.qcow2")));
    assertEquals("variables 1", Files.readString(machine(1).resolve("Data/efi_vars.fd")));
  }

  /** The machine's disk contains somebody's work by now. */
  @Test
  void keepsAMachineThatWasStarted() throws Exception {
    for (int day = 1; day <= 2; day++) {
      deployments.runAll(deployments.deploy(day, 2));
    }
    write(1);

    deployments.runAll(deployments.deploy(3, 1));

    assertEquals(List.of(id(1), id(3)), deployments.there());
    deployments.runAll(deployments.remove(4, 0));
    assertEquals(List.of(id(1)), deployments.there());
    assertFalse(Files.exists(target.resolve("web-x86_64.utm")));
    assertEquals(1, deployments.registry().list().size());
  }

  @Test
  void keepsAStartedMachineWhenItsDeploymentIsUndone() throws Exception {
    deployments.runAll(deployments.deploy(1, 3));
    deployments.runUntil(deployments.deploy(2, 3), DeployStep.SWITCH);
    write(2);

    deployments.undo(id(2));

    assertEquals(machine(1), current());
    assertEquals(List.of(id(1), id(2)), deployments.there());
  }

  @Test
  void leavesOthersMachinesAlone() throws Exception {
    deployments.runAll(deployments.deploy(1, 1));
    Path copy = target.resolve("web-x86_64-20261101-100000 2.utm");
    copy(machine(1), copy);
    Path own = Files.createDirectories(target.resolve("web-x86_64-20261030-100000.utm"));

    deployments.runAll(deployments.deploy(2, 1));

    assertEquals(List.of(id(2)), deployments.there());
    assertTrue(Files.exists(copy.resolve("deployment.json")));
    assertTrue(Files.exists(own));
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(from.relativize(file)));
      }
    }
  }

  /** The user has moved the machine to the trash. */
  @Test
  void deploysAfterTheCurrentMachineWasRemovedInUtm() throws Exception {
    deployments.runAll(deployments.deploy(1, 3));
    Files.move(machine(1), home.resolve("trash"));

    deployments.runAll(deployments.deploy(2, 3));

    assertEquals(machine(2), current());
    assertEquals(List.of(id(2)), deployments.there());
  }

  @Test
  void refusesAMachineThatPimDidNotMake() throws Exception {
    Files.createDirectories(target.resolve("web-x86_64.utm"));

    BuildFailure failure = deployments.failure(deployments.deploy(1, 3), DeployStep.CHECK);

    assertEquals(FailureKind.TARGET_REFUSED, failure.report().kind());
    assertTrue(failure.report().why().contains("PIM did not make it"), "" + failure.report());
    Files.createDirectories(machine(2));
    assertEquals(
        FailureKind.TARGET_REFUSED,
        deployments.failure(deployments.deploy(2, 3), DeployStep.CREATE).report().kind());
  }

  @Test
  void opensMachinesOnlyOnAMacWithUtm() throws Exception {
    assumeTrue(!System.getProperty("os.name").startsWith("Mac"), "this is a Mac");
    open(Map.of("open", true));

    BuildFailure failure = deployments.failure(deployments.deploy(1, 3), DeployStep.CHECK);

    assertEquals(FailureKind.TARGET_REFUSED, failure.report().kind());
    assertTrue(failure.report().why().contains("application of macOS"), "" + failure.report());
  }
}
