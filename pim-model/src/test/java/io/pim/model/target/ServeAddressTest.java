package io.pim.model.target;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pim.model.config.ConfigProblems;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServeAddressTest {
  private static Optional<ServeAddress> serve(Map<String, Object> more) {
    Map<String, Object> settings =
        new HashMap<>(
            Map.of("type", "proxmox", "host", "pve", "node", "n1", "storage", "local-lvm"));
    settings.putAll(more);
    return ((ProxmoxTarget) TargetSettings.read("t", settings)).serve();
  }

  private static Optional<ServeAddress> serve(String text) {
    return serve(Map.of("serve", text));
  }

  @Test
  void uploadsWithoutAnAddress() {
    assertEquals(Optional.empty(), serve(Map.of()));
  }

  @Test
  void acceptsNamesAndAddressesWithAndWithoutAPort() {
    assertEquals(
        Optional.of(new ServeAddress("192.0.2.10", Optional.of(8901))), serve("192.0.2.10:8901"));
    assertEquals(Optional.of(new ServeAddress("pim.lan", Optional.empty())), serve("pim.lan"));
    assertEquals(
        Optional.of(new ServeAddress("[2001:db8::1]", Optional.of(80))), serve("[2001:db8::1]:80"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://a", "a:0", "a:70000", "a:b", "2001:db8::1", "a/b"})
  void refusesAnythingElse(String text) {
    ConfigProblems problems = assertThrows(ConfigProblems.class, () -> serve(text));
    assertTrue(
        problems.getMessage().contains("must be this host's name or address"),
        problems.getMessage());
  }
}
