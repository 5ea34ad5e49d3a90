package io.pim.tools.oci;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.sun.net.httpserver.HttpHandler;
import io.pim.model.failure.FailureKind;
import io.pim.model.unit.Sha256;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Registries that send wrong, incomplete or misplaced blobs. */
@Timeout(60)
class HostileDownloadTest extends HostileRegistryFixture {
  private static final byte[] BLOB = "0123456789".repeat(100).getBytes(UTF_8);
  private static final Sha256 DIGEST = Sha256.ofBytes(BLOB);

  private void serveBlob(HttpHandler handler) {
    serve("/v2/a/b/blobs/sha256:" + DIGEST.hex(), handler);
  }

  private FailureKind downloadFails(Path part) {
    return fails(() -> repository().download(DIGEST, BLOB.length, part, done -> {}))
        .report()
        .kind();
  }

  @Test
  void acceptsNoMoreBytesThanAnnounced(@TempDir Path folder) {
    Path part = folder.resolve("part");
    serveBlob(exchange -> answer(exchange, 200, new String(BLOB, UTF_8) + "more"));

    assertEquals(FailureKind.TARGET_FAILED, downloadFails(part));
    assertEquals(
        FailureKind.TARGET_FAILED,
        fails(() -> repository().read(DIGEST, BLOB.length)).report().kind());
  }

  @Test
  void acceptsNoOtherBytes(@TempDir Path folder) {
    Path part = folder.resolve("part");
    serveBlob(exchange -> answer(exchange, 200, new String(BLOB, UTF_8).replace('9', '8')));

    assertEquals(FailureKind.CHECKSUM_MISMATCH, downloadFails(part));
    assertFalse(Files.exists(part));
    assertEquals(
        FailureKind.CHECKSUM_MISMATCH,
        fails(() -> repository().read(DIGEST, BLOB.length)).report().kind());
  }

  @Test
  void startsAgainIfTheRegistryKnowsNoRanges(@TempDir Path folder) throws Exception {
    Path part = Files.writeString(folder.resolve("part"), "0123");
    List<String> ranges = new CopyOnWriteArrayList<>();
    serveBlob(
        exchange -> {
          ranges.add(exchange.getRequestHeaders().getFirst("Range"));
          answer(exchange, 200, new String(BLOB, UTF_8));
        });

    repository().download(DIGEST, BLOB.length, part, done -> {});

    assertEquals(List.of("bytes=4-"), ranges);
    assertEquals(new String(BLOB, UTF_8), Files.readString(part));
  }

  @Test
  void refusesAnotherPartThanRequested(@TempDir Path folder) throws Exception {
    Path part = Files.writeString(folder.resolve("part"), "0123");
    serveBlob(exchange -> answer(exchange, 206, "4567", "Content-Range", "bytes 0-3/1000"));

    assertEquals(FailureKind.TARGET_FAILED, downloadFails(part));
  }

  @Test
  void abandonsARegistryThatSendsNothing(@TempDir Path folder) {
    Path part = folder.resolve("part");
    serveBlob(exchange -> answer(exchange, 503, "later"));

    assertEquals(FailureKind.TARGET_UNREACHABLE, downloadFails(part));
  }

  @Test
  void continuesAsLongAsBytesArrive(@TempDir Path folder) throws Exception {
    Path part = folder.resolve("part");
    serveBlob(
        exchange -> {
          String range = exchange.getRequestHeaders().getFirst("Range");
          int from = range == null ? 0 : Integer.parseInt(range.replaceAll("\\D", ""));
          int to = Math.min(from + 300, BLOB.length);
          answer(
              exchange,
              206,
              new String(BLOB, from, to - from, UTF_8),
              "Content-Range",
              "bytes " + from + "-" + (to - 1) + "/" + BLOB.length);
        });

    repository().download(DIGEST, BLOB.length, part, done -> {});

    assertEquals(new String(BLOB, UTF_8), Files.readString(part));
  }

  /** Registries keep blobs elsewhere and send their clients there. */
  @Test
  void acceptsNoBlobFromElsewhereWithoutTls(@TempDir Path folder) {
    serveBlob(exchange -> answer(exchange, 307, "", "Location", url(elsewhere, "/blob")));

    assertEquals(FailureKind.TARGET_FAILED, downloadFails(folder.resolve("part")));
    assertEquals(List.of(), strangersHeard);
  }
}
