package io.pim.tools.oci;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.JsonNode;
import io.pim.model.json.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Docker's file gets a login, and keeps everything else. */
class DockerConfigTest {
  private static final RegistryLogin PIM = new RegistryLogin("pim", "pass: wörd");

  private static DockerConfig config(String text) throws IOException {
    return DockerConfig.read(text.getBytes(StandardCharsets.UTF_8));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "{}", "{\"auths\": null}", "{\"auths\": {\"registry.example:5000\": {}}}"})
  void readsTheLoginThatItWrites(String before) throws IOException {
    for (String registry : new String[] {"registry.example:5000", "docker.io"}) {
      byte[] written = config(before).with(registry, PIM);
      assertEquals(Optional.of(PIM), DockerConfig.read(written).stored(registry));
    }
  }

  @Test
  void keepsEverythingElse() throws IOException {
    String before = "{\"auths\": {\"other\": {\"auth\": \"YTpi\"}}, \"detachKeys\": \"ctrl-e\"}";
    JsonNode after = Json.mapper().readTree(config(before).with("registry.example", PIM));
    assertEquals("YTpi", after.at("/auths/other/auth").asText());
    assertEquals("ctrl-e", after.path("detachKeys").asText());
    assertEquals(Optional.empty(), config(before).stored("registry.example"));
  }

  @Test
  void knowsTheHelperOfARegistry() throws IOException {
    DockerConfig helpers =
        config("{\"credHelpers\": {\"registry.example\": \"pass\"}, \"credsStore\": \"desktop\"}");
    assertEquals(Optional.of("pass"), helpers.helper("registry.example"));
    assertEquals(Optional.of("desktop"), helpers.helper("other.example"));
    assertEquals(Optional.empty(), config("{}").helper("registry.example"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"[]", "secret-word", "{\"a\": secret-word}", "\"secret-word\""})
  void refusesOtherFilesWithoutShowingThem(String text) {
    IOException refused = assertThrows(IOException.class, () -> config(text));
    assertEquals("It is not JSON.", refused.getMessage());
    assertFalse(refused.getCause() != null, "a cause could quote a password");
  }
}
