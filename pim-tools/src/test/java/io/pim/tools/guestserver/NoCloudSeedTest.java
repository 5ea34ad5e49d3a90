package io.pim.tools.guestserver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;

class NoCloudSeedTest {
  private static final String KEY = "ssh-ed25519 AAAA \"quoted\" # : {x}";

  private static NoCloudSeed seed(Optional<String> user) {
    return new NoCloudSeed("pim-1", "web-1.example", List.of(KEY), user);
  }

  @Test
  void writesReadableYaml() {
    Map<String, Object> user = new Yaml().load(seed(Optional.of("ansible")).userData());
    assertEquals(List.of(KEY), user.get("ssh_authorized_keys"));
    assertEquals("web-1.example", user.get("hostname"));
    assertEquals(2, ((List<?>) user.get("users")).size());
    assertEquals(
        Map.of("instance-id", "pim-1", "local-hostname", "web-1.example"),
        new Yaml().<Map<String, Object>>load(seed(Optional.empty()).metaData()));
  }

  @Test
  void cloudInitSeesACloudConfig() {
    assertTrue(seed(Optional.empty()).userData().startsWith("#cloud-config\n"));
    assertEquals(
        List.of("meta-data", "user-data", "vendor-data"),
        seed(Optional.empty()).resources().stream().map(Resource::name).toList());
  }

  @Test
  void allowsRootToLogIn() {
    Map<String, Object> user = new Yaml().load(seed(Optional.of("root")).userData());
    assertEquals(false, user.get("disable_root"));
  }

  @Test
  void refusesTextThatCannotBeQuoted() {
    assertThrows(
        IllegalArgumentException.class,
        () -> new NoCloudSeed("i", "a b", List.of(), Optional.empty()));
    assertThrows(
        IllegalArgumentException.class,
        () -> new NoCloudSeed("i", "a", List.of("k\nruncmd: [x]"), Optional.empty()));
    assertThrows(
        IllegalArgumentException.class,
        () -> new NoCloudSeed("i", "a", List.of(), Optional.of("a: b")));
  }
}
