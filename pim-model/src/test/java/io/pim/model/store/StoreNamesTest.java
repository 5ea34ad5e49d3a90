package io.pim.model.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pim.model.files.BuildId;
import io.pim.model.json.Json;
import io.pim.model.unit.Architecture;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StoreNamesTest {
  private static final StoreAddress STORE =
      StoreAddress.of("oci://registry.example.org:5000/team/images", false, Optional.empty());

  @Test
  void readsAnAddress() throws Exception {
    assertEquals("registry.example.org:5000", STORE.registry());
    assertEquals("team/images", STORE.project());
    assertEquals("oci://registry.example.org:5000/team/images", STORE.toString());
    String json = Json.mapper().writeValueAsString(STORE);
    assertEquals(STORE, Json.mapper().readValue(json, StoreAddress.class));
    String old = json.replaceFirst(",\"caFile\":null", "");
    assertEquals(STORE, Json.mapper().readValue(old, StoreAddress.class));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "registry.example.org/team",
        "https://registry.example.org/team",
        "oci://registry.example.org",
        "oci://pim:secret@registry.example.org/team",
        "oci://registry.example.org/../team",
        "oci://registry.example.org/Team",
        "oci://registry.example.org/team:latest"
      })
  void refusesOtherAddresses(String url) {
    assertFalse(StoreAddress.isUrl(url));
    assertThrows(
        IllegalArgumentException.class, () -> StoreAddress.of(url, false, Optional.empty()));
  }

  @ParameterizedTest
  @CsvSource({
    "web, web-x86_64, latest",
    "web:stable, web-x86_64, stable",
    "web-arm64, web-arm64, latest",
    "web-arm64:20261122-101500, web-arm64, 20261122-101500",
    "web-arm64-20261122-101500, web-arm64, 20261122-101500",
    "web:web-x86_64-20261122-101500, web-x86_64, 20261122-101500"
  })
  void readsReferences(String text, String line, String tag) {
    StoreReference reference = StoreReference.of(text, Architecture.X86_64);
    assertEquals(line, reference.line().name());
    assertEquals(tag, reference.tag().text());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "../x", "web:", "web:a/b", "web:a:b", ":stable", "a b", "-arm64"})
  void refusesOtherReferences(String text) {
    assertThrows(
        IllegalArgumentException.class, () -> StoreReference.of(text, Architecture.X86_64));
  }

  @Test
  void namesRepositories() {
    StoreLine web = new StoreLine("web", Architecture.X86_64);
    assertEquals("registry.example.org:5000/team/images/web-x86_64", STORE.repository(web));
    StoreLine upper = new StoreLine("Web+1", Architecture.ARM64);
    assertTrue(upper.repository().matches("pim-[0-9a-f]{40}"), upper.repository());
    assertNotEquals(upper.repository(), new StoreLine("Web+2", Architecture.ARM64).repository());
  }

  @Test
  void knowsTagsThatNeverMove() {
    assertTrue(StoreTag.of(BuildId.of("web-x86_64-20261122-101500")).isOfBuild());
    assertFalse(StoreTag.LATEST.isChannel());
    assertFalse(new StoreTag("20261122-101500").isChannel());
    assertTrue(new StoreTag("stable").isChannel());
  }
}
