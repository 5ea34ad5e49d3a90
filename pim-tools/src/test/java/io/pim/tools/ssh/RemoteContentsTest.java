package io.pim.tools.ssh;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pim.model.unit.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Contents of files on OpenSSH's own server. */
@Timeout(180)
class RemoteContentsTest extends RemoteCase {
  private static final int MEBIBYTE = 1 << 20;

  private Path image(int mebibytes) throws IOException {
    byte[] bytes = new byte[mebibytes * MEBIBYTE + 12_345];
    new Random(7).nextBytes(bytes);
    return Files.write(temp.resolve("image"), bytes);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void uploadsAndTakesDigests(boolean hasShell) throws Exception {
    start(hasShell);
    Path image = image(3);
    String remote = there.resolve("it's $HOME").toString();
    connected(
        files -> {
          files.contents().upload(image, 0, remote, done -> {});
          long size = Files.size(image);
          assertEquals(Sha256.ofFile(image), files.digests().whole(remote, size, done -> {}));
          assertEquals(
              Optional.of(new RemoteFiles.Info(RemoteFiles.Kind.FILE, size)), files.look(remote));
        });
    assertArrayEquals(Files.readAllBytes(image), Files.readAllBytes(Path.of(remote)));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void findsTheLastBlockThatIsRight(boolean hasShell) throws Exception {
    start(hasShell);
    Path image = image(4);
    byte[] whole = Files.readAllBytes(image);
    Path remote = there.resolve("image");
    connected(
        files -> {
          RemoteDigests digests = files.digests();
          int size = 3 * MEBIBYTE + 77;
          byte[] part = Arrays.copyOf(whole, size);
          Files.write(remote, part);
          assertEquals(size, digests.common(image, remote.toString(), size, MEBIBYTE, d -> {}));
          part[2 * MEBIBYTE + 5] ^= 1;
          Files.write(remote, part);
          assertEquals(
              2 * MEBIBYTE, digests.common(image, remote.toString(), size, MEBIBYTE, d -> {}));
          files.contents().upload(image, 2 * MEBIBYTE, remote.toString(), d -> {});
        });
    assertArrayEquals(whole, Files.readAllBytes(remote));
  }

  @Test
  void keepsHolesAndTheWholeSize() throws Exception {
    start(true);
    byte[] bytes = new byte[5 * MEBIBYTE + 3];
    bytes[2 * MEBIBYTE] = 1;
    Path image = Files.write(temp.resolve("image"), bytes);
    Path remote = there.resolve("image");

    connected(files -> files.contents().upload(image, 0, remote.toString(), done -> {}));

    assertArrayEquals(bytes, Files.readAllBytes(remote));
    assertTrue(blocks(remote) * 512 <= 2 * MEBIBYTE, "" + blocks(remote));
  }

  private static long blocks(Path file) throws IOException {
    Process stat = new ProcessBuilder("stat", "-c", "%b", file.toString()).start();
    return Long.parseLong(new String(stat.getInputStream().readAllBytes(), UTF_8).strip());
  }
}
