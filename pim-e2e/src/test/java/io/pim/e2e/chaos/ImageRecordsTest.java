package io.pim.e2e.chaos;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The judge reports a difference between an image, the registry and its manifest. */
class ImageRecordsTest {
  private static final String NAME = "chaos-x86_64-20261127-030000";

  /** The digest of the three bytes "abc". */
  private static final String SHA256 =
      "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

  @TempDir private Path data;
  private ImageRecords records;

  @BeforeEach
  void register() throws Exception {
    records = new ImageRecords(data, NAME);
    Files.createDirectories(records.image().getParent());
    Files.writeString(records.image(), "abc");
    Files.writeString(
        records.image().resolveSibling(NAME + ".manifest.json"),
        "{\"size\": 3, \"sha256\": \"" + SHA256 + "\"}");
    write(NAME, 3, SHA256);
  }

  @Test
  void passesAnUnchangedImage() throws Exception {
    assertEquals(List.of(), records.faults());
  }

  @Test
  void noticesAChangedImage() throws Exception {
    Files.writeString(records.image(), "abcd");
    assertEquals(4, records.faults().size(), () -> "size and sha256 of both");
  }

  @Test
  void noticesAnUnregisteredImage() throws Exception {
    write("another", 3, SHA256);
    assertEquals(3, records.faults().size(), () -> "size, sha256 and path");
  }

  private void write(String name, long size, String sha256) throws Exception {
    Files.writeString(
        data.resolve("registry.yml"),
        "# Images\nversion: 1\nimages:\n  earlier:\n    size: 9\n    sha256: 00\n  "
            + name
            + ":\n    profile: chaos\n    path: "
            + records.image()
            + "\n    size: "
            + size
            + "\n    sha256: "
            + sha256
            + "\n");
  }
}
