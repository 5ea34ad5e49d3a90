package io.pim.worker;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.pim.model.files.PimFolders;
import io.pim.model.store.StoreAddress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A build names the store with paths of the host that started it. */
class OwnAuthoritiesTest {
  private static final Optional<String> OF_STARTER = Optional.of("~/.config/pim/registry-ca.pem");

  @TempDir Path home;

  private Optional<String> caFileFor(String registry) {
    StoreAddress ordered = StoreAddress.of("oci://" + registry + "/team", false, OF_STARTER);
    PimFolders folders = PimFolders.of(Map.of(), home, home);
    return new Host(folders, Map.of("HOME", home.toString()), Clock.systemUTC())
        .imageStore(ordered)
        .address()
        .caFile();
  }

  private void settings(String text) throws IOException {
    Path folder = Files.createDirectories(home.resolve(".config/pim"));
    Files.writeString(folder.resolve("pim.yml"), text);
  }

  @Test
  void aHostUsesTheAuthoritiesThatItsOwnSettingsNameForTheRegistry() throws IOException {
    settings(
        """
        store: {url: 'oci://registry.example:5000/pim', ca_file: /etc/pim/tls/store-ca.pem}
        """);
    assertEquals(Optional.of("/etc/pim/tls/store-ca.pem"), caFileFor("registry.example:5000"));
    assertEquals(OF_STARTER, caFileFor("other.example"), "they are for one registry only");
  }

  @Test
  void aHostWithoutItsOwnUsesThoseOfTheBuild() throws IOException {
    assertEquals(OF_STARTER, caFileFor("registry.example"));
    settings("store: {url: 'oci://registry.example/pim'}\n");
    assertEquals(OF_STARTER, caFileFor("registry.example"));
  }

  @Test
  void aMistakeInTheHostsSettingsDoesNotStopABuild() throws IOException {
    settings("store: {url: 5, ca_file: [x]}\n");
    assertEquals(OF_STARTER, caFileFor("registry.example"));
    settings("store: [\n");
    assertEquals(OF_STARTER, caFileFor("registry.example"));
  }
}
