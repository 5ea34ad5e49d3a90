package io.pim.cli.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.pim.cli.temporal.DistributionInfo;
import io.pim.cli.temporal.LocalServices;
import io.pim.model.config.ConfigFolders;
import io.pim.model.config.TemporalSettings;
import io.pim.model.files.PimFolders;
import io.pim.model.unit.Architecture;
import io.pim.model.unit.ByteSize;
import io.pim.tools.process.ProcessRunner;
import io.pim.tools.process.Tools;
import io.pim.tools.qemu.HostMemory;
import io.pim.tools.qemu.QemuInstallation;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Machines on which something is missing, in the way, full or taken. */
class BrokenMachineTest {
  @TempDir Path root;
  private Tools none;
  private QemuInstallation noQemu;

  @BeforeEach
  void noTools() {
    none = new Tools(List.of(root));
    noQemu = new QemuInstallation(none, new ProcessRunner());
  }

  @Test
  void aMissingQemuForTheHostsArchitectureIsFatal() throws Exception {
    Check own = new QemuCheck(noQemu, PackageManager.APT, Architecture.X86_64, true);
    assertFinding(Verdict.FAIL, "not installed", "sudo apt install qemu-system-x86", own);
    Check other = new QemuCheck(noQemu, PackageManager.BREW, Architecture.ARM64, false);
    assertFinding(Verdict.WARN, "qemu-system-aarch64", "brew install qemu", other);
  }

  @Test
  void reportsAQemuThatDoesNotStart() throws Exception {
    Path qemu = Files.writeString(root.resolve("qemu-system-x86_64"), "#!/bin/sh\nexit 3\n");
    Files.setPosixFilePermissions(qemu, PosixFilePermissions.fromString("rwx------"));
    Check check = new QemuCheck(noQemu, PackageManager.APT, Architecture.X86_64, true);
    Finding finding = examine(check);
    assertEquals(Verdict.FAIL, finding.verdict());
    assertTrue(finding.what().contains("does not run"), finding.what());
  }

  @Test
  void missingTools() throws Exception {
    assertFinding(
        Verdict.FAIL,
        "needed for every build",
        "apt install qemu-utils",
        new ToolCheck(
            none,
            "qemu-img",
            Verdict.FAIL,
            "every build",
            PackageManager.APT.install("qemu-utils", "qemu")));
    assertFinding(
        Verdict.WARN,
        "needed for x",
        "get it",
        new ToolCheck(none, "ssh", Verdict.WARN, "x", "get it"));
    assertEquals(PackageManager.OTHER, PackageManager.of(none, "Linux"));
    assertEquals(PackageManager.BREW, PackageManager.of(none, "Mac OS X"));
  }

  @Test
  void aFileInTheWayOfAFolder() throws Exception {
    Path file = Files.writeString(root.resolve("pim"), "");
    assertFinding(
        Verdict.FAIL, "not a folder", "mv " + file, new FolderCheck("x", file.resolve("images")));
  }

  @Test
  void aFolderThatCannotBeWritten() throws Exception {
    assumeTrue(!System.getProperty("user.name").equals("root"), "root may write everywhere");
    Path folder = Files.createDirectory(root.resolve("pim"));
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("r-xr-xr-x"));
    assertFinding(
        Verdict.FAIL, "cannot be written", "chmod", new FolderCheck("x", folder.resolve("images")));
  }

  @Test
  void aFolderOfSocketsThatIsALink() throws Exception {
    Path link = Files.createSymbolicLink(root.resolve("run"), root);
    PimFolders folders = folders(link);
    assertFinding(
        Verdict.FAIL, "symbolic link", "XDG_RUNTIME_DIR", new RuntimeFolderCheck(folders));
    PimFolders deep = folders(root.resolve("x".repeat(100)));
    assertFinding(Verdict.FAIL, "too long", "XDG_RUNTIME_DIR", new RuntimeFolderCheck(deep));
  }

  @Test
  void aSealKeyThatOthersCanReadOrThatIsTruncated() throws Exception {
    Path key = root.resolve("seal.key");
    assertEquals(Verdict.OK, new SealKeyCheck(key).look().verdict());
    Files.write(key, new byte[32]);
    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r--r--"));
    assertFinding(Verdict.WARN, "rw-r--r--", "chmod 600 " + key, new SealKeyCheck(key));
    Files.write(key, new byte[5]);
    assertFinding(Verdict.FAIL, "5 bytes", "backup", new SealKeyCheck(key));
  }

  @Test
  void aFullDisk() throws Exception {
    ByteSize tib = ByteSize.parse("900000T");
    ByteSize little = new ByteSize(1);
    assertFinding(
        Verdict.FAIL, "less than", "pim build clean", new SpaceCheck("x", root, tib, tib));
    Check tight = new SpaceCheck("x", root.resolve("not/yet"), little, tib);
    assertFinding(Verdict.WARN, "may need", "pim build clean", tight);
  }

  @Test
  void tooLittleMemory() throws Exception {
    assumeTrue(HostMemory.ofThisHost().available().isPresent(), "no /proc/meminfo");
    Check check = new MemoryCheck(HostMemory.ofThisHost(), ByteSize.parse("900T"));
    assertFinding(Verdict.FAIL, "too little memory", "build.memory", check);
  }

  @Test
  void aPortThatIsTaken() throws Exception {
    try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      TemporalSettings settings =
          new TemporalSettings(
              Optional.empty(), Optional.empty(), Optional.empty(), other.getLocalPort(), 1);
      LocalServices services =
          new LocalServices(
              folders(root.resolve("run")), Map.of(), DistributionInfo.current(), line -> {});
      assertFinding(
          Verdict.WARN,
          other.getLocalPort() + " is in use",
          "temporal.port",
          new PortsCheck(services.with(settings), settings));
    }
  }

  @Test
  void brokenConfiguration() throws Exception {
    Files.writeString(root.resolve("pim.yml"), "build:\n  cpus: none\n");
    assertFinding(
        Verdict.FAIL,
        "pim.yml:2: build.cpus",
        "pim config check",
        new ConfigurationCheck(new ConfigFolders(root, root)));
  }

  @Test
  void aCheckThatThrowsOrHangsDoesNotStopTheOthers() throws Exception {
    CountDownLatch never = new CountDownLatch(1);
    Check hangs = check("hangs", never::await);
    Check throwsIt =
        check(
            "throws",
            () -> {
              throw new IOException("odd");
            });
    Check fine = check("fine", () -> {});
    List<Check> checks = List.of(hangs, throwsIt, fine);
    List<Finding> findings = new Doctor(checks, Duration.ofMillis(500)).examine();
    // A busy host may need longer than a short limit even for checks that do nothing.
    for (int seconds = 2; findings.get(2).verdict() != Verdict.OK && seconds < 60; seconds *= 2) {
      findings = new Doctor(checks, Duration.ofSeconds(seconds)).examine();
    }
    assertEquals(
        List.of(Verdict.FAIL, Verdict.FAIL, Verdict.OK),
        findings.stream().map(Finding::verdict).toList());
    assertTrue(findings.get(1).what().contains("odd"), findings.get(1).what());
  }

  private interface Body {
    void run() throws Exception;
  }

  private static Check check(String subject, Body body) {
    return new Check() {
      @Override
      public String subject() {
        return subject;
      }

      @Override
      public Finding look() throws Exception {
        body.run();
        return Finding.ok(subject, "");
      }
    };
  }

  private PimFolders folders(Path runtime) {
    return new PimFolders(root, root, root, root, root.resolve("state"), runtime);
  }

  private static Finding examine(Check check) throws InterruptedException {
    return new Doctor(List.of(check), Duration.ofSeconds(20)).examine().get(0);
  }

  private static void assertFinding(Verdict verdict, String what, String todo, Check check)
      throws InterruptedException {
    Finding finding = examine(check);
    assertEquals(verdict, finding.verdict(), finding.toString());
    assertTrue(finding.what().contains(what), finding.toString());
    assertTrue(finding.todo().orElse("").contains(todo), finding.toString());
  }
}
