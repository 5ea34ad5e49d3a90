package io.pim.e2e.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import io.pim.e2e.PimUser;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** deploy/temporal-compose.yml itself; {@link ServiceTopologyTest} runs it. */
class ComposeFileTest {
  private static final Path FILE = PimUser.ROOT.resolve("deploy/temporal-compose.yml");
  private static JsonNode file;

  @BeforeAll
  static void read() throws IOException {
    file = parse(Files.readString(FILE));
  }

  private static JsonNode parse(String text) {
    Object tree = new Yaml(new SafeConstructor(new LoaderOptions())).load(text);
    return new ObjectMapper().valueToTree(tree);
  }

  @Test
  void followsTheComposeSpecification() throws IOException {
    assertEquals(List.of(), violations(file));
    JsonNode wrong = parse("services: {a: {image: b, port: 1}}");
    assertEquals(1, violations(wrong).size(), violations(wrong).toString());
  }

  private static List<String> violations(JsonNode compose) throws IOException {
    try (InputStream in =
        ComposeFileTest.class.getResourceAsStream("/compose-spec/compose-spec.json")) {
      ObjectNode specification = (ObjectNode) new ObjectMapper().readTree(in);
      // The URI is not absolute, as the validator requires; nothing refers to it.
      specification.remove("$id");
      JsonSchema schema =
          JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012).getSchema(specification);
      return schema.validate(compose).stream().map(Object::toString).toList();
    }
  }

  @Test
  void isReadByDockerCompose() throws Exception {
    Optional<Path> program = Tool.find("docker-compose");
    assumeTrue(program.isPresent(), "docker-compose is missing: make temporal-server");

    String text =
        Tool.run(
                Map.of("PIM_LISTEN", "10.1.2.3"),
                List.of(program.get().toString(), "-f", FILE.toString(), "config"))
            .exits(0)
            .text();

    JsonNode read = parse(text.substring(text.indexOf("secrets:")));
    assertEquals(6, read.get("services").size());
    assertTrue(text.contains("10.1.2.3:7233:7233"), text);
  }

  /** {@code docker compose} reads files with compose-go. */
  @Test
  void isReadByComposeGo() throws Exception {
    Optional<Path> program = Tool.find("compose-spec");
    assumeTrue(program.isPresent(), "compose-spec is missing: make temporal-server");

    String text =
        Tool.run(Map.of(), List.of(program.get().toString(), FILE.toString())).exits(0).text();

    assertTrue(text.contains("service_completed_successfully"), text);
  }

  @Test
  void pinsEveryImage() {
    for (JsonNode service : file.get("services")) {
      String image = service.get("image").asText();
      assertTrue(image.matches("[a-z/-]+:[0-9.]+"), image);
    }
    assertEquals(version("schema"), version("temporal"), "the schema is the server's");
    assertEquals(version("namespace"), version("temporal"));
  }

  private static String version(String service) {
    String image = file.at("/services/" + service + "/image").asText();
    return image.substring(image.indexOf(':'));
  }

  @Test
  void listensOnLoopbackByDefault() {
    List<String> ports = new ArrayList<>();
    file.get("services")
        .findValues("ports")
        .forEach(all -> all.forEach(p -> ports.add(p.asText())));
    assertEquals(
        List.of(
            "${PIM_LISTEN:-127.0.0.1}:7233:7233",
            "127.0.0.1:8080:8080",
            "${PIM_LISTEN:-127.0.0.1}:5000:5000"),
        ports);
  }

  @Test
  void keepsSecretsInFiles() {
    for (JsonNode service : file.get("services")) {
      for (Map.Entry<String, JsonNode> variable : service.path("environment").properties()) {
        assertFalse(
            variable.getKey().matches(".*(PASSWORD|PWD|SECRET|_DATA)"), variable.toString());
      }
    }
    for (JsonNode secret : file.get("secrets")) {
      assertTrue(secret.get("file").asText().startsWith("${PIM_SECRETS:-./secrets}/"));
    }
  }

  /** Every long-running service has a health check that uses only programs of its image. */
  @Test
  void checksEveryServiceWithoutCurl() {
    for (Map.Entry<String, JsonNode> service : file.get("services").properties()) {
      boolean stays = service.getValue().get("restart").asText().equals("unless-stopped");
      assertEquals(stays, service.getValue().has("healthcheck"), service.getKey());
      String check = service.getValue().at("/healthcheck/test").toString();
      assertFalse(check.contains("curl") || check.contains("wget"), check);
    }
  }

  @Test
  void keepsDataInNamedVolumes() {
    assertEquals(
        "postgresql-data:/var/lib/postgresql/data",
        file.at("/services/postgresql/volumes/0").asText());
    assertEquals(
        "registry-data:/var/lib/registry", file.at("/services/registry/volumes/0").asText());
    assertEquals(2, file.get("volumes").size());
  }

  /** The names that the server reads; the first one is its SQL tool's. */
  @Test
  void enablesTlsToTheDatabaseForToolAndServer() {
    assertEquals("true", file.at("/services/schema/environment/SQL_TLS").asText());
    assertEquals("true", file.at("/services/temporal/environment/SQL_TLS_ENABLED").asText());
    assertFalse(file.at("/services/temporal/environment").has("SQL_TLS"));
  }
}
