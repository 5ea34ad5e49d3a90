package io.pim.e2e.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import io.pim.e2e.PimUser;
import io.pim.e2e.disk.Digest;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.Set;

/**
 * A deployed image.
 *
 * @param name the name in the registry
 * @param bytes the size of its file
 * @param data the number of bytes outside blocks of zeros, which need not be sent
 * @param sha256 the digest of its file
 * @param disk the digest of the disk that a guest sees
 */
record ChaosImage(String name, long bytes, long data, String sha256, String disk) {
  private static final int DISK_BYTES = 24 << 20;
  private static final int BLOCK_BYTES = 4096;

  /**
   * Makes an image and imports it.
   *
   * @param seed decides its bytes
   * @param known the names of existing images
   */
  static ChaosImage imported(PimUser pim, int seed, Set<String> known) throws Exception {
    byte[] bytes = new byte[DISK_BYTES];
    new Random(seed).nextBytes(bytes);
    // PIM accepts a raw disk only if it is bootable.
    bytes[510] = 0x55;
    bytes[511] = (byte) 0xAA;
    Path disk = Files.write(pim.home().resolve("disk.raw"), bytes);
    pim.pim(
            "image",
            "import",
            disk.toString(),
            "--profile",
            DeployProof.PROFILE,
            "--arch",
            "x86_64")
        .exits(0);
    for (JsonNode image : pim.pim("image", "list", "-o", "json").exits(0).json()) {
      if (!known.contains(image.get("name").asText())) {
        return of(image, disk);
      }
    }
    throw new AssertionError("the import has registered no image");
  }

  private static ChaosImage of(JsonNode image, Path disk) throws IOException {
    return new ChaosImage(
        image.get("name").asText(),
        image.get("size").asLong(),
        data(Path.of(image.get("path").asText())),
        image.get("sha256").asText(),
        Digest.of(disk));
  }

  private static long data(Path file) throws IOException {
    long data = 0;
    byte[] zeros = new byte[BLOCK_BYTES];
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
      byte[] block = in.readNBytes(BLOCK_BYTES);
      while (block.length > 0) {
        if (!Arrays.equals(block, 0, block.length, zeros, 0, block.length)) {
          data += block.length;
        }
        block = in.readNBytes(BLOCK_BYTES);
      }
    }
    return data;
  }
}
