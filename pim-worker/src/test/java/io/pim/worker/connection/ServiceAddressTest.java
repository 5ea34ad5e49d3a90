package io.pim.worker.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pim.model.config.TemporalSettings;
import io.pim.model.failure.BuildFailure;
import io.pim.model.files.ServiceFolder;
import io.pim.model.json.Json;
import io.pim.tools.process.ProcessIdentity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServiceAddressTest {
  private static final TemporalSettings NOTHING_CONFIGURED = configured("");

  @TempDir Path folder;
  private Path toml;
  private ServiceFolder files;

  @BeforeEach
  void setUp() {
    toml = folder.resolve("temporal.toml");
    files = new ServiceFolder(folder);
  }

  private static TemporalSettings configured(String address) {
    return new TemporalSettings(
        Optional.of(address), Optional.of("plain"), Optional.empty(), 7233, 8233);
  }

  /** An environment for the test: the user's temporal.toml must not leak into tests. */
  private Map<String, String> environment(Map<String, String> variables) {
    var all = new java.util.HashMap<>(variables);
    all.putIfAbsent("TEMPORAL_CONFIG_FILE", toml.toString());
    return all;
  }

  @Test
  void theEnvironmentOverridesTheConfiguration() {
    var address =
        ServiceAddress.shared(
                environment(
                    Map.of("TEMPORAL_ADDRESS", "t.example:7233", "TEMPORAL_NAMESPACE", "images")),
                configured("other.example:7233"))
            .orElseThrow();
    assertEquals("t.example:7233", address.target());
    assertEquals("images", address.namespace());
    assertEquals(ServiceAddress.Source.ENVIRONMENT, address.source());
    assertFalse(address.isOwn());
  }

  @Test
  void readsTheAddressFromAProfileInToml() throws IOException {
    Files.writeString(toml, "[profile.lab]\naddress = \"lab.example:7233\"\nnamespace = \"lab\"\n");
    var address =
        ServiceAddress.shared(environment(Map.of("TEMPORAL_PROFILE", "lab")), NOTHING_CONFIGURED)
            .orElseThrow();
    assertEquals("lab.example:7233, namespace lab", address.toString());
  }

  @Test
  void usesTheConfigurationWithTheNamespaceOfTheEnvironment() {
    var address =
        ServiceAddress.shared(
                environment(Map.of("TEMPORAL_NAMESPACE", "images")), configured("c.example:7233"))
            .orElseThrow();
    assertEquals("c.example:7233, namespace images", address.toString());
    assertEquals(ServiceAddress.Source.CONFIGURATION, address.source());
  }

  @Test
  void usesTheConfiguredNamespaceIfTheEnvironmentHasNone() {
    var address =
        ServiceAddress.shared(
                environment(Map.of("TEMPORAL_ADDRESS", "t.example:7233")), NOTHING_CONFIGURED)
            .orElseThrow();
    assertEquals("t.example:7233, namespace plain", address.toString());
  }

  @Test
  void usesPimsOwnServiceIfNoneIsConfigured() {
    assertTrue(ServiceAddress.shared(environment(Map.of()), NOTHING_CONFIGURED).isEmpty());
    assertTrue(ServiceAddress.shared(environment(Map.of()), configured(" ")).isEmpty());
  }

  @Test
  void refusesAProfileThatNoFileHas() {
    assertThrows(
        BuildFailure.class,
        () ->
            ServiceAddress.shared(
                environment(Map.of("TEMPORAL_PROFILE", "lab")), NOTHING_CONFIGURED));
  }

  @ParameterizedTest
  @CsvSource({
    "HOME, .config",
    "HOME, Library/Application Support",
    "XDG_CONFIG_HOME, ''",
  })
  void theUsualTomlIsThatOfTheEnvironment(String variable, String below) throws IOException {
    Path file = folder.resolve("home").resolve(below).resolve("temporalio/temporal.toml");
    Files.createDirectories(file.getParent());
    Files.writeString(file, "[profile.default]\naddress = \"lab.example:7233\"\n");

    Map<String, String> environment = Map.of(variable, folder.resolve("home").toString());

    assertEquals(
        Optional.of("lab.example:7233"),
        ServiceAddress.shared(environment, NOTHING_CONFIGURED).map(ServiceAddress::target));
    assertEquals(
        Optional.empty(),
        ServiceAddress.shared(
            Map.of("HOME", folder.resolve("other").toString()), NOTHING_CONFIGURED));
  }

  @Test
  void explainsBrokenToml() throws IOException {
    Files.writeString(toml, "[profile.default\n");
    var failure =
        assertThrows(
            BuildFailure.class,
            () -> ServiceAddress.shared(environment(Map.of()), NOTHING_CONFIGURED));
    assertEquals(toml.toString(), failure.report().where());
  }

  @Test
  void hidesTheApiKey() {
    var address =
        ServiceAddress.shared(
                environment(
                    Map.of("TEMPORAL_ADDRESS", "t.example:7233", "TEMPORAL_API_KEY", "s3cret")),
                NOTHING_CONFIGURED)
            .orElseThrow();
    assertFalse(address.toString().contains("s3cret"));
  }

  @Test
  void findsItsOwnServerWhileItRuns() throws IOException {
    ProcessIdentity me = ProcessIdentity.of(ProcessHandle.current()).orElseThrow();
    var state = new ServerState(me, 7300, Optional.of(8300), false, Optional.of("1.29.1"));
    Json.write(files.server(), state);
    var address = ServiceAddress.find(environment(Map.of()), NOTHING_CONFIGURED, files);
    assertEquals("127.0.0.1:7300, namespace default", address.toString());
    assertTrue(address.isOwn());
    assertEquals(Optional.of(state), ServerState.read(files));
  }

  @Test
  void ignoresADeadServer() throws IOException {
    var dead = new ProcessIdentity(1, Instant.EPOCH, "another boot:1");
    Json.write(
        files.server(), new ServerState(dead, 7300, Optional.empty(), false, Optional.of("1")));
    var failure =
        assertThrows(
            BuildFailure.class,
            () -> ServiceAddress.find(environment(Map.of()), NOTHING_CONFIGURED, files));
    assertTrue(failure.report().todo().contains("pim up"), failure.report().todo());
  }
}
