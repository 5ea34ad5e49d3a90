package io.pim.cli.temporal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TarMemberTest {
  private static final long SEED = Long.getLong("pim.fuzz.seed", 20261123L);

  @TempDir Path folder;

  @Test
  void extractsOnlyTheMember() throws IOException {
    assertEquals(
        "program",
        extract(
            new TarArchive()
                .with("LICENSE", "x".repeat(2000))
                .with("temporal", "program")
                .gzipped()));
    assertEquals("program", extract(new TarArchive().with("./temporal", "program").gzipped()));
  }

  @Test
  void refusesAnArchiveThatLeavesItsFolder() {
    assertRefused("outside its folder", new TarArchive().with("../temporal", "x"));
    assertRefused("outside its folder", new TarArchive().with("a/../../temporal", "x"));
    assertRefused("outside its folder", new TarArchive().with("/usr/bin/temporal", "x"));
  }

  @Test
  void refusesALinkInPlaceOfTheProgram() {
    assertRefused("no file 'temporal'", new TarArchive().with("temporal", "", '2'));
  }

  @Test
  void refusesATruncatedArchive() throws IOException {
    byte[] whole = new TarArchive().with("temporal", "x".repeat(50_000)).gzipped();
    assertThrows(IOException.class, () -> extract(Arrays.copyOf(whole, whole.length / 2)));
  }

  /** Any bytes from a server give the requested file, or an IOException. */
  @Test
  void extractsOrRefusesEveryMutation() throws IOException {
    byte[] whole =
        new TarArchive().with("LICENSE", "x".repeat(700)).with("temporal", "program").bytes();
    int refused = 0;
    for (int round = 0; round < 1000; round++) {
      SplittableRandom random = new SplittableRandom(SEED + round);
      byte[] mutant = whole.clone();
      for (int i = random.nextInt(6); i >= 0; i--) {
        mutant[random.nextInt(mutant.length)] = (byte) "07-+./\0\377".charAt(random.nextInt(8));
      }
      byte[] archive =
          random.nextBoolean()
              ? TarArchive.gzipped(mutant)
              : Arrays.copyOf(TarArchive.gzipped(mutant), random.nextInt(200));
      try {
        assertEquals("program".length(), extract(archive).length(), "seed " + (SEED + round));
      } catch (IOException e) {
        refused++;
      }
    }
    assertTrue(refused > 100 && refused < 1000, refused + " refused");
    try (Stream<Path> files = Files.list(folder)) {
      assertEquals(2, files.count());
    }
  }

  private void assertRefused(String why, TarArchive archive) {
    IOException refused = assertThrows(IOException.class, () -> extract(archive.gzipped()));
    assertTrue(refused.getMessage().contains(why), refused.getMessage());
  }

  private String extract(byte[] archive) throws IOException {
    Path file = folder.resolve("archive.tar.gz");
    Files.write(file, archive);
    Path target = folder.resolve("target");
    new TarMember("temporal").extract(file, target);
    return Files.readString(target);
  }
}
