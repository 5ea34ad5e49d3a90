package io.pim.cli.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import io.pim.model.config.ConfigProblems;
import io.pim.model.config.Origin;
import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
import io.pim.model.failure.FailureReport;
import io.pim.model.files.FetchFiles;
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
  void needsNoListForAChecksumInTheCatalog() {
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
            + "; no SHA-256 or SHA-512 line there fits /d.iso or d.iso: it has digests of"
            + " other.iso",
        message(url("/SHA256SUMS")));
    list += DIGEST.hex() + " *./d.iso\n";
    assertEquals(DIGEST, find(url("/SHA256SUMS")));
  }

  private static Optional<Digest> find(String list, String... names) throws Exception {
    return new ChecksumText(list).find(List.of(names));
  }

  @Test
  void readsTheFormatsOfToolsAndVendors() throws Exception {
    for (String line :
        List.of(
            DIGEST.hex() + "  d.iso",
            DIGEST.hex() + " *d.iso",
            DIGEST.hex() + "\td.iso",
            DIGEST.hex().toUpperCase(java.util.Locale.ROOT) + "  ./images/d.iso",
            "SHA256 (d.iso) = " + DIGEST.hex(),
            "SHA256(d.iso)= " + DIGEST.hex(),
            "SHA2-256(./d.iso)= " + DIGEST.hex(),
            "sha256:" + DIGEST.hex() + "  d.iso",
            "d.iso: " + DIGEST.hex(),
            "\uFEFF" + DIGEST.hex() + "  d.iso",
            DIGEST.hex(),
            "\uFEFF" + DIGEST.hex(),
            "sha256:" + DIGEST.hex())) {
      assertEquals(Optional.of(DIGEST), find(line + "\r\n", "d.iso"), line);
    }
    assertEquals(Optional.empty(), find(DIGEST.hex() + "  d.iso.torrent\n", "d.iso"));
    assertEquals(Optional.empty(), find("0".repeat(96) + "  d.iso\n", "d.iso"));
    assertEquals(
        Optional.empty(), find(DIGEST.hex() + "\n" + Folder.ZEROS + "\n", "d.iso"), "which one?");
  }

  @Test
  void usesThePathThatMatchesTheUrlBest() throws Exception {
    String gtk = Folder.ZEROS + "  ./netboot/gtk/mini.iso\n";
    String right = DIGEST.hex() + "  ./netboot/mini.iso\n";
    for (String list : List.of(gtk + right, right + gtk)) {
      assertEquals(
          Optional.of(DIGEST), find(list, "/debian/images/netboot/mini.iso", "mini.iso"), list);
    }
    String below = Folder.ZEROS + "  gtk/mini.iso\n";
    assertEquals(
        Optional.of(DIGEST), find(below + DIGEST.hex() + "  mini.iso\n", "/images/mini.iso"));
    ChecksumText two = new ChecksumText(gtk + DIGEST.hex() + "  ./hd-media/gtk/mini.iso\n");
    String message =
        assertThrows(ChecksumText.Ambiguous.class, () -> two.find(List.of("/elsewhere/mini.iso")))
            .getMessage();
    assertTrue(message.contains("./netboot/gtk/mini.iso (sha256:0000"), message);
    assertTrue(message.contains("./hd-media/gtk/mini.iso (sha256:"), message);
    assertEquals(
        Optional.of(DIGEST), find(right + right, "/elsewhere/mini.iso"), "the same digest twice");
  }

  @Test
  void refusesTwoLinesThatMatchEquallyWell() {
    list = Folder.ZEROS + "  a/d.iso\n" + DIGEST.hex() + "  b/d.iso\n";
    String message = message(url("/SHA256SUMS"));
    assertTrue(message.contains("isos.d/debian.yml:7"), message);
    assertTrue(message.contains("a/d.iso (sha256:0000") && message.contains("b/d.iso"), message);
  }

  @Test
  void reportsWhatAListContainsInstead() {
    list = "<!doctype html><html>moved</html>";
    assertTrue(message(url("/SHA256SUMS")).contains("it is a web page"));
    list = "d41d8cd98f00b204e9800998ecf8427e  d.iso\n";
    assertTrue(message(url("/SHA256SUMS")).contains("as of MD5 or SHA-1"));
  }

  @Test
  void fetchesTheListAgainAfterAWrongFile() throws Exception {
    list = Folder.ZEROS + "  d.iso\n";
    assertEquals(Folder.ZEROS, find(url("/SHA256SUMS")).hex());
    list = DIGEST.hex() + "  d.iso\n";
    assertEquals(Folder.ZEROS, find(url("/SHA256SUMS")).hex(), "kept");
    // As a fetcher does after a download that does not match the kept list.
    Files.writeString(folder.resolve("d.iso.part"), "this week's");
    new FetchFiles(folder.resolve("d.iso")).setAside(folder.resolve("d.iso.part"));
    assertEquals(DIGEST, find(url("/SHA256SUMS")));
    assertEquals(DIGEST, find(url("/SHA256SUMS")));
    assertEquals(2, requests.get());

    IsoEntry entry = iso(Optional.empty(), Optional.of(url("/SHA256SUMS")));
    ChecksumLists lists = new ChecksumLists(folder, Map.of());
    assertTrue(lists.keptAt(entry).isPresent());
    assertEquals(
        Optional.empty(),
        lists.keptAt(iso(Optional.of(DIGEST), Optional.of(url("/SHA256SUMS")))),
        "the catalog contains the digest");
    assertTrue(lists.forget(entry, true).isPresent());
    assertTrue(lists.forget(entry, false).isPresent());
    assertEquals(Optional.empty(), lists.forget(entry, false));
    assertEquals(Optional.empty(), lists.keptAt(entry));
    assertEquals(DIGEST, lists.of(entry));
    assertEquals(3, requests.get());
  }

  @Test
  void usesTheStrongestDigestOfAList() throws Exception {
    String sha512 = "ab".repeat(64);
    for (String line : List.of(sha512 + "  d.iso", "SHA512 (d.iso) = " + sha512)) {
      assertEquals(
          Optional.of(Digest.of("sha512:" + sha512)),
          find(DIGEST.hex() + "  d.iso\n" + line + "\n", "d.iso"));
    }
  }

  @Test
  void abandonsAListWithoutEnd() {
    list = "0".repeat((4 << 20) + 1);
    assertTrue(unavailable(url("/SHA256SUMS")).why().contains("more than 4 MiB"));
  }

  @Test
  void namesInAListAreOnlyCompared() throws Exception {
    assertEquals(Optional.empty(), find(DIGEST.hex() + "  ../../d.iso\n", "other.iso"));
  }

  @Test
  void doesNotKeepAListWithAnUncheckedSignature() throws IOException {
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
    // The network's fault, not the configuration's.
    FailureReport missing = unavailable(url("/other"));
    assertTrue(missing.why().contains("the server answered 404"), missing.why());
    assertEquals("isos.d/debian.yml:7", missing.where());
    server.stop(0);
    FailureReport away = unavailable(url("/SHA256SUMS"));
    assertTrue(
        away.why().endsWith("no connection to 127.0.0.1: it refuses, or cannot be reached"),
        away.why());
    assertTrue(away.todo().contains("Check the URL and the network"), away.todo());
  }

  private FailureReport unavailable(String url) {
    FailureReport report = assertThrows(BuildFailure.class, () -> find(url)).report();
    assertEquals(FailureKind.NETWORK, report.kind());
    return report;
  }
}
