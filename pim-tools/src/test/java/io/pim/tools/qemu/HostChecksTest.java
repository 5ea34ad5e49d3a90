package io.pim.tools.qemu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.security.auth.module.UnixSystem;
import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
import io.pim.model.failure.FailureReport;
import io.pim.model.files.RuntimeFiles;
import io.pim.model.unit.ByteSize;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HostChecksTest {
  @TempDir Path folder;

  @Test
  void makesTheRuntimeFolderPrivate() throws Exception {
    Path runtime = folder.resolve("a/pim");
    RuntimeFolder.prepare(new RuntimeFiles(runtime, "vm"));
    assertPrivate(runtime);

    Files.setPosixFilePermissions(runtime, PosixFilePermissions.fromString("rwxrwxrwx"));
    RuntimeFolder.prepare(new RuntimeFiles(runtime, "vm"));
    assertPrivate(runtime);
  }

  @Test
  void refusesAFolderOfSomeoneElse() throws Exception {
    assumeTrue(new UnixSystem().getUid() == 0, "only root can give a folder away");
    Files.setAttribute(folder, "unix:uid", 12345);

    FailureReport report = refused(new RuntimeFiles(folder, "vm"));

    assertEquals("it belongs to user 12345, not to 0", report.why());
    assertEquals(folder.toString(), report.where());
  }

  @Test
  void refusesALink() throws Exception {
    Path target = Files.createDirectory(folder.resolve("target"));
    Path link = Files.createSymbolicLink(folder.resolve("pim"), target);

    assertEquals("it is a symbolic link", refused(new RuntimeFiles(link, "vm")).why());
  }

  @Test
  void refusesSocketNamesThatAreTooLong() {
    FailureReport report = refused(new RuntimeFiles(Path.of("/tmp/pim-0"), "n".repeat(100)));

    assertTrue(report.why().contains("the limit is 103"));
    assertTrue(report.todo().contains("XDG_RUNTIME_DIR"));
  }

  @Test
  void refusesAGuestThatDoesNotFitIntoMemory() throws Exception {
    Path meminfo = folder.resolve("meminfo");
    Files.writeString(meminfo, "MemTotal: 9 kB\nMemAvailable:    1048576 kB\n");
    HostMemory memory = new HostMemory(meminfo);

    memory.require(ByteSize.parse("768M"));
    BuildFailure failure =
        assertThrows(BuildFailure.class, () -> memory.require(ByteSize.parse("1G")));

    assertEquals(FailureKind.MEMORY_SHORT, failure.report().kind());
    assertEquals("the virtual machine needs 1.2G, and 1.0G are available", failure.report().why());
  }

  @Test
  void acceptsAnyGuestIfMemoryIsUnknown() {
    new HostMemory(folder.resolve("missing")).require(ByteSize.parse("1T"));
  }

  @Test
  void readsTheReasonOfQemusDeath() {
    assertDeath(FailureKind.MEMORY_SHORT, "cannot set up guest memory: Cannot allocate memory");
    assertDeath(FailureKind.DISK_FULL, "x: No space left on device");
    assertDeath(FailureKind.HOST_SETUP, "Failed to get \"write\" lock");
    assertDeath(FailureKind.HOST_SETUP, "error: failed to set MSR 0x10a to 0x69");
    assertDeath(FailureKind.VM_LOST, "terminating on signal 15");
  }

  @Test
  void reportsFreeBytesOfAFullDisk() {
    BuildFailure failure =
        HostFailures.of(
            new IOException("write: No space left on device"), "no", folder.resolve("x"));

    assertEquals(FailureKind.DISK_FULL, failure.report().kind());
    assertTrue(failure.report().why().matches(".*: \\d+ bytes are free"));
  }

  private void assertDeath(FailureKind kind, String words) {
    QemuDeath death = new QemuDeath("vm", folder.resolve("log"), List.of("first", words));
    assertEquals(kind, death.failure().report().kind());
    assertEquals(List.of("first", words), death.failure().report().lastLines());
  }

  private static FailureReport refused(RuntimeFiles files) {
    BuildFailure failure = assertThrows(BuildFailure.class, () -> RuntimeFolder.prepare(files));
    assertEquals(FailureKind.HOST_SETUP, failure.report().kind());
    return failure.report();
  }

  private static void assertPrivate(Path path) throws IOException {
    assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(path)));
  }
}
