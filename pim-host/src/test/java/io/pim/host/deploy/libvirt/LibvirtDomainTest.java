package io.pim.host.deploy.libvirt;

import static io.pim.host.deploy.TestDeployments.id;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pim.host.deploy.TestDeployments;
import io.pim.model.deploy.DeployAct;
import io.pim.model.deploy.DeployStep;
import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
import io.pim.model.target.LibvirtTarget;
import io.pim.model.unit.ByteSize;
import io.pim.model.unit.Firmware;
import io.pim.tools.libvirt.Libvirtd;
import io.pim.tools.process.ProcessRunner;
import io.pim.tools.process.Tools;
import io.pim.tools.qemu.ImageConverter;
import io.pim.tools.qemu.QemuImg;
import io.pim.tools.qemu.QemuInstallation;
import io.pim.workflows.message.DeployRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Domains of deployments on a real libvirt daemon; none is started. */
@Timeout(180)
class LibvirtDomainTest {
  private static final QemuImg QEMU_IMG =
      new QemuImg(
          new QemuInstallation(Tools.of(System.getenv()), new ProcessRunner()),
          new ProcessRunner());
  private static final ImageConverter CONVERTER =
      new ImageConverter(
          new QemuInstallation(Tools.of(System.getenv()), new ProcessRunner()),
          new ProcessRunner());

  private static Libvirtd libvirtd;

  @TempDir Path home;
  private TestDeployments deployments;
  private Path folder;

  @BeforeAll
  static void start() throws Exception {
    libvirtd = Libvirtd.start();
    libvirtd.newNetwork("default");
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
    deployments =
        new TestDeployments(
            home,
            Map.of("type", "libvirt", "uri", libvirtd.uri(), "pool", pool, "domain", true),
            (name, read, secrets) ->
                new LibvirtDriver(
                    name, (LibvirtTarget) read, libvirtd.virsh(), QEMU_IMG, CONVERTER));
  }

  @AfterEach
  void removeDomains() throws Exception {
    for (String name : names()) {
      libvirtd.require("undefine", name, "--keep-nvram");
    }
  }

  private List<String> names() throws InterruptedException {
    return libvirtd.ask("list", "--all", "--name").lines().filter(its -> !its.isBlank()).toList();
  }

  private Set<String> files() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .map(file -> file.getFileName().toString())
          .collect(Collectors.toCollection(TreeSet::new));
    }
  }

  private DeployRequest deploy(int day, int keep) throws Exception {
    QEMU_IMG.create(deployments.imageFile(day), ByteSize.ofMebibytes(8));
    return deployments.request(
        id(day),
        deployments.plan(
            DeployAct.DEPLOY, deployments.register(day, Firmware.BIOS), Optional.empty(), keep));
  }

  private static String aside(int day) {
    return "web-x86_64-" + id(day).timeText();
  }

  @Test
  void namesTheCurrentDomainAfterTheImage() throws Exception {
    deployments.runAll(deploy(1, 3));
    assertEquals(List.of("web-x86_64"), names());
    String xml = libvirtd.ask("dumpxml", "web-x86_64");
    assertTrue(xml.contains("volume='" + id(1) + ".disk.qcow2'"), xml);
    assertTrue(xml.contains("Deployed by PIM as " + id(1)), xml);
    assertTrue(
        QEMU_IMG
            .info(folder.resolve(id(1) + ".disk.qcow2"))
            .backingFile()
            .orElseThrow()
            .endsWith(id(1) + ".qcow2"));

    deployments.runAll(deploy(2, 3));

    assertEquals(List.of("web-x86_64", aside(1)), names());
    assertTrue(libvirtd.ask("dumpxml", "web-x86_64").contains(id(2).text()));
    deployments.runAll(deployments.remove(4, 0));
    assertEquals(List.of(), names());
    assertEquals(new TreeSet<>(), files());
  }

  @ParameterizedTest
  @EnumSource(names = {"CREATE", "SWITCH", "RECORD"})
  void undoRestoresTheTarget(DeployStep last) throws Exception {
    deployments.runAll(deploy(1, 3));
    Set<String> before = files();
    DeployRequest request = deploy(2, 3);
    deployments.life().open(request, TestDeployments.SERVICE);
    for (DeployStep step : request.plan().steps()) {
      if (step.compareTo(last) <= 0) {
        deployments.run(request.id(), step);
        deployments.run(request.id(), step);
      }
    }

    deployments.undo(id(2));

    assertEquals(before, files());
    assertEquals(List.of("web-x86_64"), names());
    assertTrue(libvirtd.ask("dumpxml", "web-x86_64").contains(id(1).text()));
  }

  /** The domain's disk contains somebody's work by now. */
  @Test
  void keepsADomainWhoseDiskWasWritten() throws Exception {
    for (int day = 1; day <= 2; day++) {
      deployments.runAll(deploy(day, 3));
    }
    Files.write(
        folder.resolve(id(1) + ".disk.qcow2"), new byte[300_000], StandardOpenOption.APPEND);

    deployments.runAll(deploy(3, 1));

    assertEquals(List.of("web-x86_64", aside(1)), names());
    assertTrue(files().contains(id(1) + ".qcow2"));
  }

  @Test
  void definesAMachineWithItsUefiVariables() throws Exception {
    QEMU_IMG.create(deployments.imageFile(1), ByteSize.ofMebibytes(8));
    DeployRequest request =
        deployments.request(
            id(1),
            deployments.plan(
                DeployAct.DEPLOY, deployments.register(1, Firmware.UEFI), Optional.empty(), 3));

    deployments.runAll(request);

    Path variables = folder.resolve(id(1) + ".nvram.fd");
    assertEquals("variables 1", Files.readString(variables));
    assertTrue(libvirtd.ask("dumpxml", "web-x86_64").contains(">" + variables + "</nvram>"));
    deployments.runAll(deployments.remove(2, 0));
    assertEquals(new TreeSet<>(), files());
  }

  @Test
  void refusesADomainThatPimDidNotMake() throws Exception {
    Path xml = home.resolve("domain.xml");
    Files.writeString(
        xml,
        "<domain type='qemu'><name>web-x86_64</name><memory>65536</memory>"
            + "<os><type arch='x86_64'>hvm</type></os></domain>");
    libvirtd.require("define", xml.toString());
    DeployRequest request = deploy(1, 3);
    deployments.life().open(request, TestDeployments.SERVICE);

    BuildFailure failure =
        assertThrows(BuildFailure.class, () -> deployments.run(id(1), DeployStep.CHECK));

    assertEquals(FailureKind.TARGET_REFUSED, failure.report().kind());
    assertTrue(failure.report().why().contains("PIM did not make it"), "" + failure.report());
  }
}
