package io.pim.model.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import io.pim.model.json.Json;
import io.pim.model.unit.Digest;
import io.pim.model.unit.Sha256;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IsoSourceTest {
  private static final Digest DIGEST = Digest.of(Sha256.ofText("iso"));

  @ParameterizedTest
  @ValueSource(strings = {"../../../secret", "/etc/shadow", "..", "", "a/b.iso", ".hidden.iso"})
  void refusesAPathAsAName(String name) {
    assertThrows(
        IllegalArgumentException.class, () -> new IsoSource("key", name, List.of(), DIGEST));
  }

  /** Plans are read from requests, which come from outside. */
  @ParameterizedTest
  @ValueSource(strings = {"../../../secret", "/etc/shadow"})
  void refusesToReadAPathAsAName(String name) throws Exception {
    String good =
        Json.mapper()
            .writeValueAsString(new IsoSource("key", "good.iso", List.of(), DIGEST))
            .replace("good.iso", name);

    ValueInstantiationException refused =
        assertThrows(
            ValueInstantiationException.class,
            () -> Json.mapper().readValue(good, IsoSource.class));

    assertTrue(String.valueOf(refused.getMessage()).contains("cannot be used as a name"));
  }

  @Test
  void keepsAPlainName() {
    String name = "debian-13.2.0-amd64-netinst.iso";
    assertEquals(name, new IsoSource("key", name, List.of(), DIGEST).fileName());
  }
}
