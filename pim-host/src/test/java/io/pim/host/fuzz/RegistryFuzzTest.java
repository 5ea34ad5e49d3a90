package io.pim.host.fuzz;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pim.host.build.TestBuilds;
import io.pim.model.files.PimFolders;
import io.pim.model.plan.StepKey;
import io.pim.model.registry.ImageEntry;
import io.pim.model.registry.Registry;
import io.pim.model.unit.Architecture;
import io.pim.model.unit.Firmware;
import io.pim.model.unit.Sha256;
import io.pim.tools.fuzz.Fuzz;
import io.pim.tools.fuzz.Mutations;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A registry that others have damaged: reading returns images, or fails with an IOException that
 * names the file.
 */
class RegistryFuzzTest {
  private static final long MOST_BYTES = 256 << 20;

  private static final Mutations MUTATIONS =
      new Mutations(
          List.of(
              ":",
              ": ",
              "- ",
              "\n",
              "\t",
              "  ",
              "[",
              "{",
              "}",
              "\"",
              "'",
              "&a ",
              "*a",
              "&a [[*a]]",
              "&a {b: *a}",
              "? &a [*a]\n: x\n",
              "<<: *a",
              "!!int x",
              "!!int \"\"",
              "!!float x",
              "!!timestamp x",
              "!!binary %",
              "!!set {a, b}",
              "!java.net.URL [x]",
              "---\n",
              "...",
              "version: 2\n",
              "~",
              "1e999",
              "2026-02-31",
              "../../etc/passwd",
              "\"\\0\"",
              "\u0000",
              "\u00ff",
              "9".repeat(400),
              "[".repeat(60)));

  @TempDir Path home;
  private PimFolders folders;
  private Registry registry;
  private ImageEntry entry;
  private byte[] honest;
  private int read;
  private int refused;

  @BeforeEach
  void make() throws IOException {
    folders = PimFolders.of(Map.of(), home, home);
    registry = new Registry(folders);
    entry = image("web");
    registry.register(image("mail"));
    registry.register(entry);
    honest = Files.readAllBytes(folders.registry());
  }

  private ImageEntry image(String profile) {
    Path file = folders.images().resolve(profile + ".qcow2");
    return new ImageEntry(
        profile + "-1",
        profile,
        Architecture.ARM64,
        file,
        "qcow2",
        7,
        Sha256.ofText(profile),
        profile.equals("web") ? TestBuilds.ID : TestBuilds.OTHER,
        Instant.EPOCH,
        StepKey.of(Sha256.ofText(profile).hex()),
        Firmware.UEFI,
        file,
        Optional.of(file),
        Optional.of("host"));
  }

  @Test
  void readsEveryMutationOrRefusesItWithTheFilesName() {
    Fuzz.run(1500, MOST_BYTES, this::round);
    if (Fuzz.isWhole()) {
      assertTrue(read > 50 && refused > 50, read + " read, " + refused + " refused");
    }
  }

  private void round(RandomGenerator random) throws IOException {
    Files.write(folders.registry(), MUTATIONS.of(honest, random));
    try {
      assertTrue(registry.list().size() <= 100);
      // Written files are forced to disk, which takes a while.
      if (random.nextInt(30) == 0) {
        registry.register(entry);
        assertEquals(Optional.of(entry), registry.find(entry.name()));
      }
      read++;
    } catch (IOException e) {
      assertTrue(String.valueOf(e.getMessage()).length() < 2000, e.getMessage());
      refused++;
    }
  }

  @Test
  void doesNotMergeTwoImagesOfOneName() throws IOException {
    String text = new String(honest, StandardCharsets.UTF_8);
    Files.writeString(folders.registry(), text.replace("mail-1:", "web-1:"));
    IOException refused = assertThrows(IOException.class, () -> registry.register(entry));
    assertTrue(refused.getMessage().contains("duplicate key web-1"), refused.getMessage());
  }

  /** SnakeYAML accepts them; the text of a value that contains itself never ends. */
  @Test
  void rejectsASelfReferencingEntry() throws IOException {
    String text = new String(honest, StandardCharsets.UTF_8);
    Files.writeString(folders.registry(), text.replace("profile: web", "profile: &a [[*a]]"));
    assertEquals(List.of("mail-1"), registry.list().stream().map(ImageEntry::name).toList());
    Files.writeString(folders.registry(), "version: &a [[*a]]\n");
    assertThrows(IOException.class, registry::list);
  }
}
