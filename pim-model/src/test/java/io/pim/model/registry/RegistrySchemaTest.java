package io.pim.model.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import io.pim.model.files.BuildId;
import io.pim.model.files.DeploymentId;
import io.pim.model.files.PimFolders;
import io.pim.model.json.Json;
import io.pim.model.plan.StepKey;
import io.pim.model.unit.Architecture;
import io.pim.model.unit.Compression;
import io.pim.model.unit.Firmware;
import io.pim.model.unit.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** PIM's registry follows docs/registry.schema.json, and the schema refuses wrong files. */
class RegistrySchemaTest {
  private static final Path SCHEMA = Path.of("../docs/registry.schema.json");
  private static final BuildId BUILD = BuildId.of("web-x86_64-20261122-100000");

  @TempDir Path home;
  private JsonSchema schema;
  private PimFolders folders;

  @BeforeEach
  void readSchema() throws IOException {
    schema =
        JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
            .getSchema(Json.read(SCHEMA, JsonNode.class));
    folders = PimFolders.of(Map.of(), home, home);
  }

  private static ImageEntry entry(BuildId build, Firmware firmware) {
    return new ImageEntry(
        build.text(),
        "web",
        Architecture.X86_64,
        Path.of("/images/web.qcow2"),
        "qcow2",
        42,
        Sha256.ofText("image"),
        build,
        Instant.parse("2026-11-22T10:00:00.123Z"),
        new StepKey(Sha256.ofText("key")),
        firmware,
        Path.of("/images/web.manifest.json"),
        firmware == Firmware.UEFI ? Optional.of(Path.of("/images/web.fd")) : Optional.empty(),
        firmware == Firmware.UEFI ? Optional.of("ada-1a2b3c") : Optional.empty(),
        firmware == Firmware.UEFI ? Optional.of(Compression.ZLIB) : Optional.empty());
  }

  /** Reads the registry with another YAML library, as other programs do. */
  private JsonNode registry() throws IOException {
    Object tree =
        new Yaml(new SafeConstructor(new LoaderOptions()))
            .load(Files.readString(folders.registry()));
    return Json.mapper().valueToTree(tree);
  }

  @Test
  void acceptsEveryFileThatPimWrites() throws IOException {
    Files.createDirectories(folders.registry().getParent());
    Files.writeString(
        folders.registry(), "version: 1\nimages:\n  old-template:\n    template_id: 9000\n");
    Registry registry = new Registry(folders);
    ImageEntry uefi = entry(BuildId.of("web-x86_64-20261122-110000"), Firmware.UEFI);
    registry.register(entry(BUILD, Firmware.BIOS));
    registry.register(uefi);

    assertEquals(Set.of(), schema.validate(registry()));
    assertEquals(
        List.of(Optional.of("ada-1a2b3c"), Optional.empty()),
        registry.list().stream()
            .sorted(Comparator.comparing(ImageEntry::name).reversed())
            .map(ImageEntry::host)
            .toList());
    assertEquals(
        Set.of(Optional.of(Compression.ZLIB), Optional.empty()),
        registry.list().stream().map(ImageEntry::compression).collect(Collectors.toSet()));
    assertEquals(3, registry().get("images").size());
  }

  @ParameterizedTest
  @CsvSource({
    "architecture, amd64",
    "path, images/web.qcow2",
    "format, raw",
    "size, 12",
    "sha256, abc",
    "build_id, web",
    "created, 2026-11-22",
    "firmware, coreboot",
    "uefi_vars, vars.fd",
    "host, ../x",
    "compression, lzma"
  })
  void refusesAWrongField(String field, String text) throws IOException {
    new Registry(folders).register(entry(BUILD, Firmware.BIOS));
    JsonNode registry = registry();
    ((ObjectNode) registry.get("images").get(BUILD.text())).put(field, text);

    assertFalse(schema.validate(registry).isEmpty(), field);
  }

  private static DeploymentEntry deployment(String time) {
    return new DeploymentEntry(
        DeploymentId.of("web-x86_64-to-shelf-" + time),
        BUILD.text(),
        "directory",
        "/srv/images/web",
        Instant.parse("2026-11-27T10:00:00.123Z"),
        Optional.of(DeploymentId.of("web-x86_64-to-shelf-20261120-100000")),
        DeploymentEntry.State.CURRENT);
  }

  @Test
  void acceptsDeployments() throws IOException {
    Deployments deployments = new Deployments(folders);
    deployments.add(deployment("20261127-100000"));
    deployments.add(deployment("20261127-110000"));

    assertEquals(Set.of(), schema.validate(registry()));
    assertEquals(2, registry().get("deployments").size());
  }

  @ParameterizedTest
  @CsvSource({
    "image, ../x",
    "architecture, amd64",
    "target, a b",
    "type, 7",
    "place, ''",
    "deployed, yesterday",
    "previous, web",
    "state, gone"
  })
  void refusesAWrongFieldOfADeployment(String field, String text) throws IOException {
    new Deployments(folders).add(deployment("20261127-100000"));
    JsonNode registry = registry();
    ((ObjectNode) registry.get("deployments").elements().next()).put(field, text);

    assertFalse(schema.validate(registry).isEmpty(), field);
  }

  @Test
  void refusesMissingFieldsAndOtherVersions() throws IOException {
    new Registry(folders).register(entry(BUILD, Firmware.BIOS));
    ObjectNode without = (ObjectNode) registry();
    ((ObjectNode) without.get("images").get(BUILD.text())).remove("sha256");
    ObjectNode newer = ((ObjectNode) registry()).put("version", 2);

    assertFalse(schema.validate(without).isEmpty());
    assertFalse(schema.validate(newer).isEmpty());
  }
}
