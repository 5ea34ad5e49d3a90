package io.pim.cli.iso;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import io.pim.cli.testing.PimHome;
import io.pim.cli.testing.PimHome.Ran;
import io.pim.model.unit.DigestAlgorithm;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IsoAddCommandTest {
  private static final String LINE = "a".repeat(128) + "  x-amd64.iso\n";

  @TempDir Path root;
  private final Map<String, String> pages = new HashMap<>();
  private PimHome pim;
  private HttpServer server;

  @BeforeEach
  void prepare() throws IOException {
    pim = new PimHome(root, null);
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          String page = pages.get(exchange.getRequestURI().getPath());
          byte[] bytes = (page == null ? "" : page).getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(page == null ? 404 : 200, Math.max(1, bytes.length));
          exchange.getResponseBody().write(bytes.length == 0 ? new byte[1] : bytes);
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

  private Ran add(int status, String... arguments) {
    Ran ran = pim.run(arguments);
    assertEquals(status, ran.status(), ran.err());
    return ran;
  }

  private Path catalog(String name) {
    return pim.folders.project().resolve("isos.d").resolve(name);
  }

  private Path iso() throws Exception {
    Assumptions.assumeTrue(Files.exists(Path.of("/usr/bin/xorriso")), "no xorriso here");
    PimHome.write(root.resolve("tree/install.a64/vmlinuz"), "kernel");
    Path iso = root.resolve("my disk.iso");
    Process made =
        new ProcessBuilder(
                "xorriso", "-as", "mkisofs", "-R", "-V", "Mine 13", "-o", iso.toString(), "tree")
            .directory(root.toFile())
            .redirectErrorStream(true)
            .start();
    made.getInputStream().readAllBytes();
    assertEquals(0, made.waitFor());
    return iso;
  }

  @Test
  void reportsEverythingAboutAFile() throws Exception {
    Path iso = iso();
    String digest = DigestAlgorithm.SHA256.ofFile(iso, n -> {}).toString();
    assertTrue(add(0, "iso", "add", "mine", iso.toString(), "--dry-run").err().contains("would"));
    assertFalse(Files.exists(catalog("mine.yml")));
    add(0, "iso", "add", "mine", iso.toString());
    assertEquals(
        """
        mine:
          url: %s
          checksum: %s
          filename: mine.iso
          architecture: arm64
        """
            .formatted(iso.toUri(), digest),
        Files.readString(catalog("mine.yml")));
    assertEquals(0, pim.run("iso", "download", "mine", "-q").status());
    Ran wrong = add(0, "iso", "add", "other", iso.toString(), "--arch", "x86_64");
    assertTrue(wrong.err().contains("no debian-installer for x86_64"), wrong.err());
  }

  @Test
  void usesTheFilesNameAsTheDefaultKey() throws Exception {
    Path spaced = iso();
    Ran refused = add(2, "iso", "add", spaced.toString());
    assertTrue(
        refused.err().contains("'my disk.iso' cannot be the key of the ISO."), refused.err());
    assertTrue(refused.err().contains("pim iso add KEY FILE"), refused.err());
    Path iso = Files.move(spaced, root.resolve("mine-13.ISO"));
    add(0, "iso", "add", iso.toString(), "--name", "My own 13");
    String entry = Files.readString(catalog("mine-13.yml"));
    assertTrue(entry.startsWith("mine-13:\n  name: My own 13\n  url: "), entry);
    Ran taken = add(2, "iso", "add", iso.toString());
    assertTrue(taken.err().contains("isos.d/mine-13.yml:1: mine-13: this ISO exists"), taken.err());
    assertTrue(taken.err().contains("choose another key: pim iso add KEY"), taken.err());
    assertEquals(entry, Files.readString(catalog("mine-13.yml")));
    String[] url = {"iso", "add", url("/d/x-amd64.iso?token=1"), "--checksum", "e".repeat(64)};
    add(0, url);
    assertTrue(Files.exists(catalog("x-amd64.yml")));
    assertTrue(add(2, "iso", "add", "a", "b", "c").err().contains("'c'"));
  }

  @Test
  void refusesAFileThatIsNotTheVendors() throws Exception {
    pages.put("/SUMS", "b".repeat(64) + "  mine.iso\n");
    Ran ran = add(1, "iso", "add", "mine", iso().toString(), "--checksum-url", url("/SUMS"));
    assertTrue(ran.err().contains("wanted sha256:bbb"), ran.err());
    assertFalse(Files.exists(catalog("mine.yml")));
    Path text = Files.writeString(root.resolve("text-amd64.iso"), "text");
    assertTrue(add(1, "iso", "add", "t", text.toString()).err().contains("cannot be read"));
  }

  @Test
  void findsTheListNextToAUrlAndItsSignature() throws IOException {
    pages.put("/d/SHA512SUMS", LINE);
    pages.put("/d/SHA512SUMS.gpg", "-----BEGIN PGP SIGNATURE-----\n");
    Ran ran = add(0, "iso", "add", "x", url("/d/x-amd64.iso"), "--global");
    assertEquals(
        """
        x:
          url: %1$s/x-amd64.iso
          checksum_url: %1$s/SHA512SUMS
          signature_url: %1$s/SHA512SUMS.gpg
        """
            .formatted(url("/d")),
        Files.readString(pim.folders.config().resolve("isos.d/x.yml")));
    assertTrue(ran.err().contains("signatures are not (x)"), ran.err());
    Ran none = add(1, "iso", "add", "y", url("/x-amd64.iso"));
    assertTrue(none.err().contains("/SHA256SUMS: the server answered 404"), none.err());
    assertTrue(none.err().contains("Give --checksum or"), none.err());
  }

  @Test
  void keepsCommentsAndEntriesOfAnExistingFile() throws IOException {
    String before = "# mine\na-amd64: {url: 'file:///a.iso', checksum: '" + "0".repeat(64) + "'}";
    pim.file("isos.d/more.yml", before);
    String digest = "sha512:" + "c".repeat(128);
    String[] command = {"iso", "add", "b-amd64", url("/b.iso"), "--checksum", digest, "--to"};
    add(0, append(command, "isos.d/more.yml"));
    String after = Files.readString(catalog("more.yml"));
    assertTrue(after.startsWith(before + "\n\nb-amd64:\n"), after);
    Ran again = add(2, append(command, "other.yml"));
    assertTrue(again.err().contains("isos.d/more.yml:4: b-amd64: this ISO exists"), again.err());
    assertEquals(after, Files.readString(catalog("more.yml")));
  }

  private static String[] append(String[] words, String last) {
    String[] all = java.util.Arrays.copyOf(words, words.length + 1);
    all[words.length] = last;
    return all;
  }

  @Test
  void namesDoNotLeaveTheFolder() {
    String[][] commands = {
      {"iso", "add", "../x", url("/x-amd64.iso")},
      {"iso", "add", "x", url("/x-amd64.iso"), "--to", "../../x.yml"},
      {"iso", "add", "x", url("/x-amd64.iso"), "--to", "/tmp/x.yml"},
      {"iso", "add", "../x", url("/x-amd64.iso"), "--to", "x.yml", "--checksum", "d".repeat(64)},
      {"iso", "add", "default", url("/x-amd64.iso"), "--checksum", "d".repeat(64)},
      {"iso", "add", "x", "/nowhere/x.iso"},
      {"iso", "add", "x", url("/x.iso"), "--checksum", "d".repeat(64)},
    };
    for (String[] command : commands) {
      Ran ran = add(2, command);
      assertTrue(ran.err().contains("pim: "), ran.err());
    }
    assertFalse(Files.exists(catalog("x.yml")));
  }
}
