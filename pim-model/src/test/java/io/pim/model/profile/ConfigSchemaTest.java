package io.pim.model.profile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import io.pim.model.config.ConfigMap;
import io.pim.model.config.Problems;
import io.pim.model.config.SettingsSchema;
import io.pim.model.config.YamlReader;
import io.pim.model.iso.IsoSchema;
import io.pim.model.json.Json;
import io.pim.model.target.TargetReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The schemas for editors, compared with PIM's own rules. */
class ConfigSchemaTest {
  /** Values of every kind, valid for some fields and not for others. */
  private static final List<String> VALUES =
      List.of(
          "~",
          "''",
          "' '",
          "text",
          "two words",
          "12",
          "0",
          "-3",
          "1.5",
          "true",
          "yes",
          "'yes'",
          "2048",
          "2G",
          "20G",
          "4g",
          "1.5G",
          "64M",
          "90s",
          "30m",
          "1d",
          "12w",
          "x86_64",
          "amd64",
          "ARM64",
          "aarch64",
          "bios",
          "uefi",
          "zstd",
          "none",
          "[a, b]",
          "[amd64]",
          "[1, 2]",
          "[]",
          "{a: b}",
          "{env: NAME}",
          "{file: /x}",
          "{command: [a]}",
          "{id: u@pam!n, secret: {env: X}}",
          "http://example.org/x",
          "HTTPS://example.org",
          "file:///x",
          "ftp://x",
          "host:7233",
          "'[::1]:80'",
          "127.0.0.1:9464",
          "9464",
          "/dev/sdb",
          "~/x",
          "oci://registry.example.org/t",
          "'0640'",
          "root:adm",
          "a;b",
          "sha256:" + "0".repeat(64),
          "\"two\\nlines\"",
          "any",
          "local",
          "regular",
          "lvm",
          "qcow2",
          "raw",
          "proxmox",
          "oci",
          "\"*\"",
          "['*', /srv]",
          "'{profile}-{arch}'",
          "www.example.org:80",
          "web_1");

  private static JsonSchema schema(ConfigSchema which) {
    return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V7).getSchema(which.text());
  }

  private static ConfigMap tree(String yaml) {
    Problems problems = new Problems();
    ConfigMap tree = new YamlReader(problems).parse(yaml, "x.yml").orElseThrow();
    problems.throwIfAny();
    return tree;
  }

  private static JsonNode json(String yaml) {
    return Json.mapper().valueToTree(tree(yaml).plain());
  }

  /** The schema accepts everything that PIM accepts. */
  @ParameterizedTest
  @EnumSource
  void refusesNothingThatPimAccepts(ConfigSchema which) throws Exception {
    JsonNode root = Json.mapper().readTree(which.text());
    JsonSchema schema = schema(which);
    int accepted = 0;
    int refused = 0;
    for (Field field : fields(root)) {
      for (String value : VALUES) {
        String yaml = field.with(value);
        boolean isRight = schema.validate(json(yaml)).isEmpty();
        boolean pimAccepts = accepts(which, tree(yaml), field.path());
        assertTrue(isRight || !pimAccepts, which + ": " + yaml);
        accepted += pimAccepts ? 1 : 0;
        refused += isRight ? 0 : 1;
      }
    }
    assertTrue(accepted > 10, "accepted " + accepted);
    assertTrue(refused > 10, "refused " + refused);
  }

  /** Whether PIM accepts the value of a field; other fields may be missing. */
  private static boolean accepts(ConfigSchema which, ConfigMap tree, String path) {
    Problems problems = new Problems();
    ConfigMap entry = tree.section("x");
    switch (which) {
      case PIM -> SettingsSchema.ALL.check(tree, problems);
      case ISOS -> IsoSchema.ALL.check(entry, problems);
      case PROFILES -> ProfileSchema.ALL.check(entry, problems);
      case TARGETS -> TargetReader.check(entry, problems);
      case FILES -> GuestFileRules.SCHEMA.check(entry, problems);
    }
    return problems.list().stream().noneMatch(problem -> problem.path().startsWith(path));
  }

  /**
   * A field of a schema.
   *
   * @param type of the target that has it; empty in other files
   */
  private record Field(String path, String type) {
    /** A file in which the field has a value. */
    String with(String value) {
      StringBuilder text = new StringBuilder();
      String indent = "";
      for (String part : path.split("\\.", -1)) {
        text.append(indent.isEmpty() ? "" : "\n").append(indent).append(part).append(": ");
        if (indent.isEmpty() && !type.isEmpty()) {
          text.append("\n  type: ").append(type);
        }
        indent += "  ";
      }
      return text + value + "\n";
    }
  }

  private static List<Field> fields(JsonNode root) {
    List<Field> fields = new ArrayList<>();
    JsonNode entry = root.get("additionalProperties");
    if (root.has("properties")) {
      collect("", "", root, fields);
      // PIM moves the same sections into build before it checks them.
      fields.removeIf(field -> field.path().matches("(ssh|builders)(\\..*)?"));
    } else if (entry.has("allOf")) {
      entry.get("allOf").forEach(of -> collect("x.", type(of), of.get("then"), fields));
      fields.removeIf(field -> field.path().equals("x.type"));
    } else {
      collect("x.", "", entry, fields);
    }
    return fields;
  }

  private static String type(JsonNode condition) {
    return condition.at("/if/properties/type/const").asText();
  }

  private static void collect(String above, String type, JsonNode schema, List<Field> fields) {
    for (Map.Entry<String, JsonNode> property : schema.path("properties").properties()) {
      fields.add(new Field(above + property.getKey(), type));
      collect(above + property.getKey() + ".", type, property.getValue(), fields);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "PIM      | 'build: {memroy: 1}'",
        "PIM      | 'build: {cpus: 0}'",
        "PIM      | 'serve: {port: http}'",
        "ISOS     | 'debian: {url: debian.iso}'",
        "ISOS     | 'debian: {architecture: sparc}'",
        "PROFILES | 'web: {build: {firmware: efi}}'",
        "PROFILES | 'web: {hostname: a_b}'",
        "PROFILES | 'web: {scripts: base}'",
        "TARGETS  | 'shelf: {type: proxmx}'",
        "TARGETS  | 'shelf: {type: directory, keep: none}'",
        "TARGETS  | 'shelf: {type: directory, region: x}'",
        "FILES    | 'etc/motd: {mode: 0999}'"
      })
  void refusesWhatPeopleMistype(ConfigSchema which, String yaml) {
    assertFalse(schema(which).validate(json(yaml)).isEmpty());
  }

  @Test
  void theTextIsReproducible() {
    assertEquals(ConfigSchema.TARGETS.text(), ConfigSchema.TARGETS.text());
    assertTrue(ConfigSchema.PROFILES.text().contains("must be a host name"));
  }
}
