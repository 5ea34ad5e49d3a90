package io.pim.cli.iso;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.pim.cli.testing.PimHome;
import io.pim.cli.testing.PimHome.Ran;
import io.pim.model.json.Json;
import io.pim.model.unit.DigestAlgorithm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Downloads ISOs from files of this machine, without a network. */
class IsoCommandsTest {
  @TempDir Path root;
  private PimHome pim;
  private Path vendor;

  @BeforeEach
  void prepare() throws IOException {
    pim = new PimHome(root, null);
    vendor = Files.writeString(root.resolve("tiny.iso"), "an iso");
    catalog(DigestAlgorithm.SHA512.ofFile(vendor, n -> {}).toString(), vendor.toUri().toString());
  }

  private void catalog(String checksum, String url) {
    pim.file(
        "isos.d/tiny.yml",
        """
        tiny-1-amd64:
          url: %s
          filename: tiny-1.iso
          checksum: %s
        """
            .formatted(url, checksum));
  }

  private Path iso() {
    return pim.folders.isos().resolve("tiny-1.iso");
  }

  private String state() throws IOException {
    for (JsonNode iso : Json.mapper().readTree(pim.run("iso", "list", "-o", "json").out())) {
      if (iso.get("key").asText().equals("tiny-1-amd64")) {
        return iso.get("state").asText();
      }
    }
    return "";
  }

  @Test
  void downloadsVerifiesAndRemoves() throws IOException {
    assertEquals("missing", state());
    Ran ran = pim.run("iso", "download", "tiny-*");
    assertEquals(0, ran.status(), ran.err());
    assertEquals(iso() + "\n", ran.out());
    assertTrue(ran.err().contains("tiny-1-amd64: verified"), ran.err());
    assertEquals("verified", state());
    assertTrue(pim.run("iso", "list").out().contains("verified 2"));
    assertEquals(0, pim.run("iso", "verify").status());

    Ran dry = pim.run("iso", "rm", "tiny-1-amd64", "--dry-run");
    assertTrue(dry.out().contains(iso().toString()), dry.out());
    assertTrue(Files.exists(iso()));
    assertEquals(0, pim.run("iso", "remove", "tiny-1-amd64").status(), "the alias");
    assertEquals("missing", state());
    assertTrue(Files.exists(vendor), "the catalog's own file stays");
  }

  @Test
  void removesAnEntryOnlyWithItsOwnFile() throws IOException {
    assertEquals(0, pim.run("iso", "download", "tiny-1-amd64", "-q").status());
    Path entry = pim.folders.project().resolve("isos.d/tiny.yml");
    Ran shared = pim.run("iso", "rm", "*amd64*", "--entry");
    assertEquals(2, shared.status(), shared.err());
    assertTrue(shared.err().contains("isos.d/debian.yml:1"), shared.err());
    assertTrue(Files.exists(iso()), "all or nothing");
    Ran dry = pim.run("iso", "rm", "tiny-1-amd64", "--entry", "--dry-run");
    assertTrue(dry.out().contains("would remove " + entry + "\n"), dry.out());
    assertTrue(Files.exists(entry));
    Ran gone = pim.run("iso", "rm", "tiny-1-amd64", "--entry", "-o", "json");
    JsonNode json = Json.mapper().readTree(gone.out());
    assertEquals(entry.toString(), json.at("/isos/0/entry").asText(), gone.out());
    assertEquals(iso().toString(), json.at("/isos/0/files/0").asText());
    assertFalse(Files.exists(entry));
    assertFalse(Files.exists(iso()));
  }

  @Test
  void reportsUncheckedSignatures() throws IOException {
    Path list = Files.writeString(root.resolve("SHA256SUMS"), "");
    String entry =
        """
        signed-amd64:
          url: %s
          filename: signed.iso
          checksum_url: %s
          signature_url: file:///nowhere.sign
        """;
    Files.writeString(
        list, DigestAlgorithm.SHA256.ofFile(vendor, n -> {}).hex() + "  signed.iso\n");
    pim.file("isos.d/signed.yml", entry.formatted(vendor.toUri(), list.toUri()));
    Ran ran = pim.run("iso", "download", "signed-amd64");
    assertEquals(0, ran.status(), ran.err());
    for (Ran failed : List.of(ran, pim.run("config", "check"))) {
      assertTrue(failed.err().contains("signatures are not (signed-amd64): the"), failed.err());
    }
    Ran again = pim.run("iso", "download", "signed-amd64");
    assertFalse(again.err().contains("signatures"), "nothing is fetched: " + again.err());
    Ran listed = pim.run("iso", "list");
    assertEquals("", listed.err());
    assertTrue(
        listed.out().lines().anyMatch(row -> row.matches("signed-amd64 .*  not checked  .*")),
        listed.out());
    assertFalse(pim.run("iso", "verify").err().contains("signatures"));
    assertFalse(pim.run("iso", "download", "tiny-1-amd64").err().contains("signatures"));
    pim.file(
        "isos.d/signed.yml",
        entry.formatted(vendor.toUri(), list.toUri()) + "  keyring: nowhere.gpg\n");
    Ran refused = pim.run("iso", "download", "signed-amd64");
    assertEquals(2, refused.status(), refused.err());
    assertTrue(refused.err().contains("cannot download its signature"), refused.err());
  }

  @Test
  void showsTheAgeOfAKeptList() throws IOException {
    String hex = DigestAlgorithm.SHA256.ofFile(vendor, n -> {}).hex();
    Path list = Files.writeString(root.resolve("SHA256SUMS"), hex + "  listed.iso\n");
    pim.file(
        "isos.d/listed.yml",
        """
        listed-amd64:
          url: %s
          filename: listed.iso
          checksum_url: %s
        """
            .formatted(vendor.toUri(), list.toUri()));
    Ran fetched = pim.run("iso", "download", "listed-amd64");
    assertEquals(0, fetched.status(), fetched.err());
    assertFalse(fetched.err().contains("list that was fetched"), fetched.err());
    try (var kept = Files.list(pim.folders.isos().resolve("checksums"))) {
      Files.setLastModifiedTime(
          kept.findFirst().orElseThrow(),
          FileTime.from(Instant.now().minus(Duration.ofDays(3).plusHours(1))));
    }

    for (String command : List.of("download", "verify")) {
      Ran ran = pim.run("iso", command, "listed-amd64");
      assertEquals(0, ran.status(), ran.err());
      assertTrue(
          ran.err()
              .contains(
                  "listed-amd64: the checksum is from the list that was fetched 3 days ago, 2"),
          ran.err());
    }
    Ran quiet = pim.run("-q", "iso", "download", "listed-amd64");
    assertEquals("", quiet.err());
    for (JsonNode iso : Json.mapper().readTree(pim.run("iso", "list", "-o", "json").out())) {
      boolean fromList = iso.get("key").asText().equals("listed-amd64");
      assertEquals(fromList, iso.get("checksumListAt").isTextual(), iso.toString());
    }
  }

  @Test
  void setsAsideAChangedIsoAndDoesNotUseIt() throws IOException {
    assertEquals(0, pim.run("iso", "download", "tiny-1-amd64", "--quiet").status());
    Files.delete(iso());
    Files.writeString(iso(), "changed");
    Ran ran = pim.run("iso", "verify", "-o", "json");
    assertEquals(1, ran.status());
    assertEquals("mismatch", Json.mapper().readTree(ran.out()).get(0).get("state").asText());
    assertTrue(ran.err().contains("wanted sha512:"), ran.err());
    assertTrue(ran.err().contains("found sha512:"), ran.err());
    assertFalse(Files.exists(iso()));
    assertEquals("mismatch", state());
  }

  @Test
  void adoptsOnlyACorrectFile() throws IOException {
    catalog(DigestAlgorithm.SHA256.ofFile(vendor, n -> {}).toString(), "file:///nowhere.iso");
    assertEquals(1, pim.run("iso", "download", "tiny-1-amd64").status());
    Path wrong = Files.writeString(root.resolve("wrong.iso"), "wrong");
    Ran refused = pim.run("iso", "download", "tiny-1-amd64", "--from", wrong.toString());
    assertEquals(1, refused.status());
    assertTrue(refused.err().contains("different checksum"), refused.err());
    assertEquals("wrong", Files.readString(wrong));
    Ran taken = pim.run("iso", "download", "tiny-1-amd64", "--from", vendor.toString());
    assertEquals(0, taken.status(), taken.err());
    assertEquals("an iso", Files.readString(iso()));
  }

  @Test
  void continuesAfterAFailedDownload() {
    pim.file(
        "isos.d/gone.yml",
        "gone-amd64: {url: 'file:///nowhere.iso', checksum: '" + "a".repeat(64) + "'}\n");
    Ran ran = pim.run("iso", "download", "gone-amd64", "tiny-1-amd64");
    assertEquals(1, ran.status());
    assertEquals(iso() + "\n", ran.out());
    assertTrue(ran.err().contains("file:///nowhere.iso: no such file"), ran.err());
    assertTrue(ran.err().contains("on the host that builds"), ran.err());
  }

  @Test
  void wrongUsageEndsWithTwo() {
    assertUsage("Name ISOs, or give --all.", "iso", "download");
    assertUsage("Did you mean tiny-1-amd64?", "iso", "download", "tiny-1-amd46");
    assertUsage("There is no ISO '../tiny'", "iso", "rm", "../tiny");
    assertUsage(
        "'0' is not a number of downloads: it must be a whole number from 1 to 16",
        "iso",
        "download",
        "--all",
        "--parallel",
        "0");
    assertUsage("--from requires", "iso", "download", "--all", "--from", "/nowhere");
  }

  private void assertUsage(String words, String... arguments) {
    Ran ran = pim.run(arguments);
    assertEquals(2, ran.status(), ran.err());
    assertTrue(ran.err().contains(words), ran.err());
  }
}
