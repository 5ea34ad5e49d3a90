package io.pim.tools.iso9660;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SmallIsoTest {
  @TempDir Path folder;

  @Test
  void filesReadBackUnchanged() throws Exception {
    byte[] large = "large\n".repeat(2000).getBytes(StandardCharsets.UTF_8);
    Map<String, byte[]> files =
        Map.of("meta-data", new byte[0], "user-data", large, "vendor-data", new byte[] {1, 2});
    Path iso = Files.write(folder.resolve("seed.iso"), SmallIso.of("cidata", files));

    try (IsoImage image = IsoImage.open(iso)) {
      // cloud-init looks for this label.
      assertEquals("cidata", image.label());
      assertEquals(Files.size(iso), image.volumeBytes());
      for (Map.Entry<String, byte[]> file : files.entrySet()) {
        Path read = folder.resolve(file.getKey());
        image.extract(file.getKey(), read);
        assertArrayEquals(file.getValue(), Files.readAllBytes(read), file.getKey());
      }
    }
  }

  @Test
  void isReproducible() {
    Map<String, byte[]> files = Map.of("b", new byte[1], "a", new byte[2]);

    assertArrayEquals(SmallIso.of("x", files), SmallIso.of("x", new TreeMap<>(files)));
  }

  @Test
  void refusesNamesThatItCannotWrite() {
    assertThrows(
        IllegalArgumentException.class, () -> SmallIso.of("cidata", Map.of("a.b", new byte[1])));
    assertThrows(IllegalArgumentException.class, () -> SmallIso.of("", Map.of("a", new byte[1])));
  }
}
