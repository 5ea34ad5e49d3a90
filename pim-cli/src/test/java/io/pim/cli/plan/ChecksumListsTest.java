package io.pim.cli.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import io.pim.model.config.ConfigProblems;
import io.pim.model.config.Origin;
import io.pim.model.failure.BuildFailure;
import io.pim.model.iso.IsoEntry;
import io.pim.model.unit.Architecture;
import io.pim.model.unit.Digest;
import io.pim.model.unit.Sha256;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChecksumListsTest {
  private static final Digest DIGEST = Digest.of(Sha256.ofText("an iso"));

  @TempDir Path folder;
  private final AtomicInteger requests = new AtomicInteger();
  private String list = "";
  private HttpServer server;

  @BeforeEach
  void serve() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/SHA256SUMS",
        exchange -> {
          requests.incrementAndGet();
          byte[] bytes = list.getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(200, bytes.length);
          exchange.getResponseBody().write(bytes);
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private String url(String path) {
    return "http://127.0.0.1:" + server.getAddress().getPort() + path;
  }

  private static IsoEntry iso(Optional<Digest> checksum, Optional<String> checksumUrl) {
    return new IsoEntry(
        "debian",
        "Debian",
        List.of("https://example.org/d.iso"),
        checksum,
        checksumUrl,
        Optional.empty(),
        Optional.empty(),
        "d.iso",
        Architecture.X86_64,
        new Origin("isos.d/debian.yml", 7, "debian"));
  }

  private Digest find(String url) {
    return new ChecksumLists(folder, Map.of()).of(iso(Optional.empty(), Optional.of(url)));
  }

  private String message(String url) {
    return assertThrows(ConfigProblems.class, () -> find(url)).getMessage();
  }

  @Test
  void needsNoListForAChecksumOfTheCatalog() {
    assertEquals(
        DIGEST,
        new ChecksumLists(folder, Map.of())
            .of(iso(Optional.of(DIGEST), Optional.of(url("/SHA256SUMS")))));
    assertEquals(0, requests.get());
  }

  @Test
  void fetchesAListOnce() {
    list = "# digests\n" + Folder.ZEROS + "  other.iso\n" + DIGEST.hex() + "  d.iso\n";
    assertEquals(DIGEST, find(url("/SHA256SUMS")));
    assertEquals(DIGEST, find(url("/SHA256SUMS")));
    assertEquals(1, requests.get());
  }

  @Test
  void fetchesAListAgainThatLacksTheFile() {
    list = Folder.ZEROS + "  other.iso\n";
    assertEquals(
        "isos.d/debian.yml:7: debian: is not in its checksum list "
            + url("/SHA256SUMS")
            + "; no SHA-256 or SHA-512 line there names d.iso",
        message(url("/SHA256SUMS")));
    list += DIGEST.hex() + " *./d.iso\n";
    assertEquals(DIGEST, find(url("/SHA256SUMS")));
  }

  @Test
  void readsWhatSha256sumWrites() {
    for (String line :
        List.of(
            DIGEST.hex() + "  d.iso",
            DIGEST.hex() + " *d.iso",
            DIGEST.hex().toUpperCase(java.util.Locale.ROOT) + "  ./images/d.iso",
            "SHA256 (d.iso) = " + DIGEST.hex())) {
      assertEquals(Optional.of(DIGEST), ChecksumText.find(line + "\r\n", "d.iso"), line);
    }
    assertEquals(Optional.empty(), ChecksumText.find(DIGEST.hex() + "  d.iso.torrent\n", "d.iso"));
    assertEquals(Optional.empty(), ChecksumText.find("0".repeat(96) + "  d.iso\n", "d.iso"));
  }

  @Test
  void theStrongestDigestOfAListCounts() {
    String sha512 = "ab".repeat(64);
    for (String line : List.of(sha512 + "  d.iso", "SHA512 (d.iso) = " + sha512)) {
      assertEquals(
          Optional.of(Digest.of("sha512:" + sha512)),
          ChecksumText.find(DIGEST.hex() + "  d.iso\n" + line + "\n", "d.iso"));
    }
  }

  @Test
  void leavesAListWithoutEnd() {
    list = "0".repeat((4 << 20) + 1);
    assertTrue(message(url("/SHA256SUMS")).contains("more than 4 MiB"));
  }

  @Test
  void namesInAListAreOnlyCompared() {
    assertEquals(
        Optional.empty(), ChecksumText.find(DIGEST.hex() + "  ../../d.iso\n", "other.iso"));
  }

  @Test
  void aListWhoseSignatureCannotBeCheckedIsNotKept() throws IOException {
    list = DIGEST.hex() + "  d.iso\n";
    IsoEntry plain = iso(Optional.empty(), Optional.of(url("/SHA256SUMS")));
    IsoEntry signed =
        new IsoEntry(
            plain.key(),
            plain.name(),
            plain.urls(),
            plain.checksum(),
            plain.checksumUrl(),
            plain.checksumUrl(),
            Optional.of(folder.resolve("gone.gpg")),
            plain.fileName(),
            plain.architecture(),
            plain.origin());
    ChecksumLists lists = new ChecksumLists(folder, Map.of());
    assertEquals(DIGEST, lists.of(plain));
    assertThrows(BuildFailure.class, () -> lists.of(signed));
    assertEquals(Optional.empty(), lists.known(signed));
  }

  @Test
  void readsAFileNextToIt() throws IOException {
    Path file = Files.writeString(folder.resolve("SUMS"), DIGEST.hex() + "  d.iso\n");
    assertEquals(DIGEST, find(file.toUri().toString()));
  }

  @Test
  void reportsWrongLists() {
    assertEquals(
        "isos.d/debian.yml:7: debian: needs a checksum or a checksum_url;"
            + " PIM uses no ISO that it cannot check",
        assertThrows(
                ConfigProblems.class,
                () ->
                    new ChecksumLists(folder, Map.of()).of(iso(Optional.empty(), Optional.empty())))
            .getMessage());
    assertTrue(message(url("/other")).contains("the server answered 404"));
    server.stop(0);
    assertTrue(
        message(url("/SHA256SUMS"))
            .endsWith(
                "no connection to 127.0.0.1: it refuses, or cannot be reached; check the URL and"
                    + " the network, or set checksum"));
  }
}
