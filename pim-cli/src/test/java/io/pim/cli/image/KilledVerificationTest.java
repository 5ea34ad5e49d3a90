package io.pim.cli.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.pim.cli.testing.NoService;
import io.pim.cli.testing.PimHome;
import io.pim.cli.testing.PimHome.Ran;
import io.pim.model.files.BuildFolder;
import io.pim.model.json.Json;
import io.pim.model.registry.ImageEntry;
import io.pim.model.registry.Registry;
import io.pim.tools.process.ProcessIdentity;
import io.pim.tools.process.Tools;
import io.pim.tools.qemu.VmFacts;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A real {@code pim image verify} is killed, and leaves a real QEMU behind. */
@Tag("qemu")
@Timeout(300)
class KilledVerificationTest {
  @TempDir Path root;

  @Test
  void itsImageCanBeRemovedAndItsMachineEnds() throws Exception {
    Tools tools = Tools.of(System.getenv());
    assumeTrue(tools.find("qemu-img").isPresent(), "qemu-img is not installed");
    assumeTrue(tools.find("qemu-system-x86_64").isPresent(), "QEMU is not installed");
    PimHome pim = new PimHome(root, new NoService());
    ImageEntry image = imported(pim);
    BuildFolder folder = pim.folders.verification(image.name());
    Path outputFile = root.resolve("said");

    Process verification = pim.startProcess(outputFile, "image", "verify", image.name());
    ProcessIdentity machine;
    try {
      machine = machine(folder, verification, outputFile);
      Ran refused = pim.run("image", "rm", image.name());
      assertEquals(1, refused.status(), refused.out());
      assertTrue(refused.err().contains("verify.qcow2 is based on it"), refused.err());
    } finally {
      verification.destroyForcibly().waitFor();
    }
    assertTrue(machine.isAlive(), "nothing has ended it yet");

    try {
      assertEquals(0, pim.run("image", "rm", image.name(), "--dry-run").status());
      assertTrue(machine.isAlive(), "a dry run does nothing");
      Ran removed = pim.run("image", "rm", image.name());

      assertEquals(0, removed.status(), removed.err());
      assertFalse(machine.isAlive());
      assertFalse(Files.exists(image.path()));
      assertFalse(Files.exists(folder.work()) || Files.exists(folder.root()));
    } finally {
      machine.end(Duration.ZERO);
    }
  }

  /** A disk whose boot sector jumps to itself. */
  private static ImageEntry imported(PimHome pim) throws Exception {
    byte[] disk = new byte[1 << 20];
    disk[0] = (byte) 0xeb;
    disk[1] = (byte) 0xfe;
    disk[510] = 0x55;
    disk[511] = (byte) 0xaa;
    Files.write(pim.folders.project().resolve("disk.raw"), disk);
    Ran ran = pim.run("image", "import", "disk.raw", "--profile", "golden", "--arch", "x86_64");
    assertEquals(0, ran.status(), ran.err());
    return new Registry(pim.folders).list().get(0);
  }

  private static ProcessIdentity machine(BuildFolder folder, Process verification, Path outputFile)
      throws Exception {
    Path facts = folder.vmFacts("verify");
    while (!Files.exists(facts)) {
      assertTrue(verification.isAlive(), () -> "it ended: " + read(outputFile));
      LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
    }
    return Json.read(facts, VmFacts.class).process();
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
