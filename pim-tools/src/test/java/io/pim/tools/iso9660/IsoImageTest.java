package io.pim.tools.iso9660;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
import io.pim.model.files.BootFiles;
import io.pim.model.unit.Architecture;
import io.pim.model.unit.Sha256;
import io.pim.tools.fetch.TestIso;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(120)
class IsoImageTest {
  @TempDir Path temp;
  private Path tree;
  private final byte[] kernel = new byte[300_000];

  @BeforeEach
  void makeTree() throws IOException {
    new Random(5).nextBytes(kernel);
    tree = Files.createDirectories(temp.resolve("tree"));
    Files.createDirectories(tree.resolve("install.amd"));
    Files.write(tree.resolve("install.amd/vmlinuz"), kernel);
    Files.writeString(tree.resolve("install.amd/initrd.gz"), "initrd");
    Files.writeString(tree.resolve("empty"), "");
    Files.createSymbolicLink(tree.resolve("link"), Path.of("install.amd/vmlinuz"));
  }

  private Path iso(String... options) throws Exception {
    return TestIso.make(tree, temp.resolve("test.iso"), options);
  }

  private static BuildFailure unreadable(org.junit.jupiter.api.function.Executable act) {
    BuildFailure failure = assertThrows(BuildFailure.class, act);
    assertEquals(FailureKind.ISO_UNREADABLE, failure.report().kind());
    return failure;
  }

  /** ISOs with Rock Ridge, Joliet, both, and neither of them. */
  @ParameterizedTest
  @ValueSource(strings = {"-R", "-J", "-R -J", "-iso-level 3"})
  void findsFilesByAnyKindOfName(String options) throws Exception {
    // Every directory that fills more than one sector.
    for (int i = 0; i < 150; i++) {
      Files.writeString(tree.resolve("install.amd/a-file-with-a-long-name-" + i), "x");
    }
    try (IsoImage image = IsoImage.open(iso(options.split(" ", -1)))) {
      assertEquals("PIM_TEST", image.label());
      assertTrue(image.exists("install.amd/vmlinuz"));
      assertFalse(image.exists("install.amd"));
      assertFalse(image.exists("install.amd/vmlinuz/x"));
      assertFalse(image.exists("install.a64/vmlinuz"));
      assertFalse(image.exists("../install.amd/vmlinuz"));
      Path target = temp.resolve("out/vmlinuz");
      Sha256 digest = image.extract("install.amd/vmlinuz", target);
      assertArrayEquals(kernel, Files.readAllBytes(target));
      assertEquals(Sha256.ofBytes(kernel), digest);
      assertEquals(1, target.getParent().toFile().list().length);
    }
  }

  @Test
  void readsOddNamesAndFiles() throws Exception {
    try (IsoImage image = IsoImage.open(iso("-R"))) {
      assertFalse(image.exists("INSTALL.AMD/VMLINUZ"));
      assertFalse(image.exists("link"));
      image.extract("empty", temp.resolve("e"));
      assertEquals(0, Files.size(temp.resolve("e")));
      unreadable(() -> image.extract("nowhere", temp.resolve("n")));
      assertFalse(Files.exists(temp.resolve("n")));
    }
  }

  @Test
  void reportsATruncatedIsoWithBothSizes() throws Exception {
    Path iso = iso("-R");
    long whole = Files.size(iso);
    byte[] bytes = Files.readAllBytes(iso);
    Files.write(iso, Arrays.copyOf(bytes, bytes.length - 200_000));
    BuildFailure failure = unreadable(() -> IsoImage.open(iso));
    assertTrue(failure.report().why().contains(Long.toString(whole - 200_000)));
    assertTrue(failure.report().why().matches(".*header says \\d+ bytes.*"));
  }

  @Test
  void reportsAFileThatIsNotAnIso() throws Exception {
    for (int size : new int[] {0, 10, 40_000, 1 << 20}) {
      Path file = Files.write(temp.resolve("x"), new byte[size]);
      unreadable(() -> IsoImage.open(file));
    }
  }

  @Test
  void extractsInstallerFilesOnce() throws Exception {
    Path iso = iso("-R", "-J");
    BootFiles boot = new BootFiles(temp.resolve("boot"), Architecture.X86_64);
    InstallerFiles files = InstallerFiles.of(iso, boot);
    assertArrayEquals(kernel, Files.readAllBytes(files.kernel().path()));
    assertEquals("initrd", Files.readString(files.initrd().path()));
    Files.delete(iso);
    assertEquals(files, InstallerFiles.of(iso, boot));
  }

  @Test
  void extractsATruncatedFileAgain() throws Exception {
    Path iso = iso("-R");
    BootFiles boot = new BootFiles(temp.resolve("boot"), Architecture.X86_64);
    InstallerFiles files = InstallerFiles.of(iso, boot);
    Files.writeString(files.kernel().path(), "cut");
    assertEquals(files, InstallerFiles.of(iso, boot));
    assertArrayEquals(kernel, Files.readAllBytes(files.kernel().path()));
  }

  @Test
  void reportsMissingFilesOfAWrongIso() throws Exception {
    Path iso = iso("-R");
    BuildFailure failure =
        unreadable(
            () -> InstallerFiles.of(iso, new BootFiles(temp.resolve("boot"), Architecture.ARM64)));
    assertTrue(failure.report().why().contains("install.a64/vmlinuz"));
    assertTrue(failure.report().why().contains("install.a64/initrd.gz"));
    assertTrue(failure.report().todo().contains("arm64"));
  }
}
