package io.pim.model.iso;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pim.model.config.ConfigFolders;
import io.pim.model.config.ConfigProblems;
import io.pim.model.config.Problems;
import io.pim.model.profile.Profile;
import io.pim.model.unit.Architecture;
import io.pim.model.unit.Digest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IsoCatalogTest {
  @TempDir Path project;

  private IsoCatalog catalog(String yaml) throws IOException {
    Files.createDirectories(project.resolve("isos.d"));
    Files.writeString(project.resolve("isos.d/all.yml"), yaml);
    Problems problems = new Problems();
    IsoCatalog catalog =
        IsoCatalog.read(new ConfigFolders(project, project.resolve("none")), problems);
    problems.throwIfAny();
    return catalog;
  }

  private IsoCatalog keys(String... keys) throws IOException {
    StringBuilder yaml = new StringBuilder();
    for (String key : keys) {
      yaml.append(key).append(": {url: 'https://example.org/").append(key).append(".iso'}\n");
    }
    return catalog(yaml.toString());
  }

  @Test
  void everyField() throws IOException {
    String digest = "A".repeat(64);
    IsoEntry entry =
        catalog(
                """
                tiny:
                  name: Tiny
                  url: https://example.org/a/tiny-1.iso
                  urls: [https://example.net/tiny.iso]
                  mirrors: [file:///srv/tiny.iso, https://example.net/tiny.iso]
                  checksum: sha256:%s
                  checksum_url: https://example.org/SHA256SUMS
                  signature_url: https://example.org/SHA256SUMS.sign
                  keyring: keys/vendor.gpg
                  filename: tiny.iso
                  architecture: aarch64
                """
                    .formatted(digest))
            .find("tiny")
            .orElseThrow();
    assertEquals("Tiny", entry.name());
    assertEquals(
        List.of(
            "https://example.org/a/tiny-1.iso",
            "https://example.net/tiny.iso",
            "file:///srv/tiny.iso"),
        entry.urls());
    assertEquals(Optional.of(Digest.of(digest)), entry.checksum());
    assertEquals(Optional.of("https://example.org/SHA256SUMS"), entry.checksumUrl());
    assertEquals(Optional.of("https://example.org/SHA256SUMS.sign"), entry.signatureUrl());
    assertEquals(Optional.of(project.resolve("keys/vendor.gpg")), entry.keyring());
    assertEquals("tiny.iso", entry.fileName());
    assertEquals(Architecture.ARM64, entry.architecture());
    assertEquals("isos.d/all.yml:1", entry.origin().toString());
  }

  @Test
  void infersMissingFields() throws IOException {
    IsoEntry entry =
        keys("debian-13.1.0-amd64-netinst").find("debian-13.1.0-amd64-netinst").orElseThrow();
    assertEquals("debian-13.1.0-amd64-netinst", entry.name());
    assertEquals("debian-13.1.0-amd64-netinst.iso", entry.fileName());
    assertEquals(Architecture.X86_64, entry.architecture());
    assertEquals(Optional.empty(), entry.checksum());
  }

  @ParameterizedTest
  @CsvSource({
    "debian-12.9.0-amd64-netinst, debian-12.10.0-amd64-netinst",
    "debian-12.11.0-amd64-netinst, debian-13.0.0-amd64-netinst",
    "debian-13-amd64-netinst, debian-13.1.0-amd64-netinst",
    "debian-9.13.0-amd64-netinst, debian-10.0.0-amd64-netinst",
    "debian-13.0.0-rc1-amd64-netinst, debian-13.0.1-amd64-netinst",
    "debian-13.0.0-rc1-amd64-netinst, debian-13.0.0-amd64-netinst",
    "debian-13.0.0-rc2-amd64-netinst, debian-13.0.0-rc10-amd64-netinst",
    "debian-13.0.0-alpha1-amd64-netinst, debian-13.0.0-beta1-amd64-netinst",
    "debian-13-rc1-x86_64-netinst, debian-13.0-x86_64-netinst",
    "debian-12.7.0-x86_64-netinst, debian-13-x86_64-netinst",
    "debian-trixie-DI-rc1-amd64-netinst, debian-12.1.0-amd64-netinst",
  })
  void choosesTheNewest(String older, String newer) throws IOException {
    assertEquals(
        newer, keys(older, newer).choose("debian-*-{arch}-netinst", Architecture.X86_64).key());
    assertEquals(
        newer, keys(newer, older).choose("debian-*-{arch}-netinst", Architecture.X86_64).key());
  }

  /** In the order of text, debian-edu would be the newest of all. */
  @Test
  void theDefaultPatternMatchesNoOtherProduct() throws IOException {
    IsoCatalog catalog =
        keys(
            "debian-12.7.0-amd64-netinst",
            "debian-13.1.0-amd64-netinst",
            "debian-edu-12.7.0-amd64-netinst",
            "debian-edu-amd64-netinst",
            "debian-mac-13.2.0-amd64-netinst");
    assertEquals(
        "debian-13.1.0-amd64-netinst",
        catalog.choose(Profile.USUAL_ISOS, Architecture.X86_64).key());
    assertEquals(
        "debian-mac-13.2.0-amd64-netinst",
        catalog.choose("*debian*", Architecture.X86_64).key(),
        "by version, whatever the product");
    IsoCatalog others = keys("debian-edu-12.7.0-amd64-netinst");
    assertThrows(
        ConfigProblems.class, () -> others.choose(Profile.USUAL_ISOS, Architecture.X86_64));
    assertEquals(
        "debian-testing-amd64-netinst",
        keys("debian-testing-amd64-netinst").choose(Profile.USUAL_ISOS, Architecture.X86_64).key());
  }

  @Test
  void eachIsoHasItsOwnFile() throws IOException {
    IsoCatalog catalog =
        catalog(
            """
            a-amd64: {url: 'https://example.org/a/mini.iso'}
            b-amd64: {url: 'https://example.org/b/mini.iso'}
            c-amd64: {url: 'https://example.org/c/mini.iso', filename: mini.iso}
            d-amd64: {url: 'https://example.org/d/other.iso'}
            """);
    assertEquals("a-amd64.iso", catalog.find("a-amd64").orElseThrow().fileName());
    assertEquals("b-amd64.iso", catalog.find("b-amd64").orElseThrow().fileName());
    assertEquals("mini.iso", catalog.find("c-amd64").orElseThrow().fileName());
    assertEquals("other.iso", catalog.find("d-amd64").orElseThrow().fileName());

    String same = "checksum: 'sha256:" + "a".repeat(64) + "'";
    IsoCatalog twice =
        catalog(
            "a-amd64: {url: 'https://example.org/m.iso', "
                + same
                + "}\nb-amd64: {url: 'https://example.net/m.iso', "
                + same
                + "}\n");
    assertEquals("m.iso", twice.find("b-amd64").orElseThrow().fileName(), "one file for both");

    String clash =
        assertThrows(
                ConfigProblems.class,
                () ->
                    catalog(
                        """
                        a-amd64: {url: 'https://example.org/a', filename: x.iso}
                        b-amd64: {url: 'https://example.org/b', filename: x.iso}
                        """))
            .getMessage();
    assertTrue(clash.contains("all.yml:1: a-amd64: has the filename of b-amd64"), clash);
    assertTrue(clash.contains("all.yml:2: b-amd64: has the filename of a-amd64"), clash);
  }

  @ParameterizedTest
  @CsvSource({
    "debian-13-amd64-netinst, X86_64",
    "debian-13-x86_64-netinst, X86_64",
    "debian-13-arm64-netinst, ARM64",
    "debian-13-aarch64-netinst, ARM64",
  })
  void knowsEveryNameOfAnArchitecture(String key, Architecture architecture) throws IOException {
    assertEquals(key, keys(key).choose("debian-*-{arch}-netinst", architecture).key());
  }

  @Test
  void aPatternIsNotARegularExpression() throws IOException {
    IsoCatalog catalog = keys("debianX13-amd64");
    assertThrows(
        ConfigProblems.class, () -> catalog.choose("debian.13-amd64", Architecture.X86_64));
  }

  @Test
  void defaultMergesIntoEveryEntry() throws IOException {
    IsoCatalog catalog =
        catalog("default: {architecture: arm64}\na: {url: 'https://example.org/a.iso'}\n");
    assertEquals(1, catalog.entries().size());
    assertEquals(Architecture.ARM64, catalog.entries().get(0).architecture());
  }

  @Test
  void listsTheKnownIsos() throws IOException {
    IsoCatalog catalog = keys("debian-13-amd64-netinst", "debian-13-arm64-netinst");
    assertEquals(
        "no ISO for arm64 matches 'debian-13-{arch}-netints'; the catalog has"
            + " debian-13-amd64-netinst (x86_64), debian-13-arm64-netinst (arm64);"
            + " did you mean debian-13-arm64-netinst?",
        assertThrows(
                ConfigProblems.class,
                () -> catalog.choose("debian-13-{arch}-netints", Architecture.ARM64))
            .getMessage());
    IsoCatalog empty = new IsoCatalog(List.of());
    assertEquals(
        "no ISO for arm64 matches '*'; the catalog is empty: put one in isos.d",
        assertThrows(ConfigProblems.class, () -> empty.choose("*", Architecture.ARM64))
            .getMessage());
  }
}
