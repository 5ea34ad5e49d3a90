package io.pim.host.fuzz;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pim.host.build.TestBuilds;
import io.pim.host.build.VerifiedFacts;
import io.pim.model.json.Json;
import io.pim.model.plan.Plan;
import io.pim.model.registry.ImageManifest;
import io.pim.model.unit.Compression;
import io.pim.model.unit.Sha256;
import io.pim.tools.fuzz.Fuzz;
import io.pim.tools.fuzz.Mutations;
import io.pim.tools.process.ProcessIdentity;
import io.pim.tools.qemu.Accelerator;
import io.pim.tools.qemu.VmFacts;
import io.pim.workflows.message.BuildRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * PIM's files in forms that PIM never wrote: reading returns a complete record, or fails with an
 * IOException.
 */
class RecordFilesFuzzTest {
  private static final long MOST_BYTES = 128 << 20;
  private static final Mutations MUTATIONS = Mutations.ofJson("\"format\" : 1,", "P1D", "..");

  @TempDir Path folder;
  private List<Object> records;
  private int read;
  private int refused;

  @BeforeEach
  void make() throws IOException {
    BuildRequest request = new TestBuilds(folder).request(TestBuilds.ID);
    records =
        List.of(
            request,
            manifest(request.plan()),
            new VerifiedFacts(Sha256.ofText("layer"), new TreeMap<>(Map.of("script", "none"))),
            new VmFacts(
                "web",
                new ProcessIdentity(7, Instant.EPOCH, "boot"),
                OptionalInt.of(2222),
                folder,
                Accelerator.TCG,
                folder,
                folder));
  }

  private static ImageManifest manifest(Plan plan) {
    return new ImageManifest(
        ImageManifest.FORMAT,
        TestBuilds.ID,
        plan.profile(),
        plan.machine(),
        Optional.of(plan.iso()),
        Optional.empty(),
        plan.imageKey(),
        plan.steps(),
        new TreeMap<>(Map.of("qemu", "7.2.0")),
        new TreeMap<>(Map.of("cloud-init", "22.4.2-1")),
        Sha256.ofText("image"),
        42,
        Optional.of(Compression.ZSTD),
        Instant.EPOCH);
  }

  @Test
  void everyMutationIsARecordOrRefused() {
    Fuzz.run(1500, MOST_BYTES, this::round);
    if (Fuzz.isWhole()) {
      assertTrue(read > 10 && refused > 300, read + " read, " + refused + " refused");
    }
  }

  private void round(RandomGenerator random) throws IOException {
    Object record = records.get(random.nextInt(records.size()));
    byte[] honest = Json.mapper().writerWithDefaultPrettyPrinter().writeValueAsBytes(record);
    read(record.getClass(), MUTATIONS.of(honest, random));
  }

  private void read(Class<?> type, byte[] text) throws IOException {
    Path file = Files.write(folder.resolve("mutant.json"), text);
    Object mutant;
    try {
      mutant = Json.read(file, type);
    } catch (IOException e) {
      refused++;
      return;
    }
    read++;
    // A record that lacks a required part fails here or later.
    byte[] again = Json.mapper().writeValueAsBytes(mutant);
    assertTrue(again.length > 0 && !mutant.toString().isEmpty());
    assertNotNull(Json.mapper().readValue(again, type));
  }

  /** Each part in turn is missing, empty, or of another type. */
  @Test
  void readsOrRefusesARecordWithAnyPartReplaced() throws IOException {
    for (Object record : records) {
      ObjectNode whole = Json.mapper().valueToTree(record);
      for (String pointer : pointers("", whole)) {
        for (String instead : List.of("null", "{}", "[]", "[null]", "-1", "\"x\"", "")) {
          ObjectNode changed = whole.deepCopy();
          put(changed, JsonPointer.compile(pointer), instead);
          read(record.getClass(), Json.mapper().writeValueAsBytes(changed));
        }
      }
    }
    assertTrue(read > 100 && refused > 300, read + " read, " + refused + " refused");
  }

  private static List<String> pointers(String above, JsonNode node) {
    List<String> all = new ArrayList<>();
    for (Map.Entry<String, JsonNode> field : node.properties()) {
      String pointer = above + "/" + field.getKey().replace("~", "~0").replace("/", "~1");
      all.add(pointer);
      all.addAll(pointers(pointer, field.getValue()));
    }
    for (int i = 0; node.isArray() && i < Math.min(2, node.size()); i++) {
      all.addAll(pointers(above + "/" + i, node.get(i)));
    }
    return all;
  }

  /** Replaces a field with other JSON, or removes it if there is none. */
  private static void put(ObjectNode tree, JsonPointer pointer, String json) throws IOException {
    ObjectNode parent = (ObjectNode) tree.at(pointer.head());
    String field = pointer.last().getMatchingProperty();
    if (json.isEmpty()) {
      parent.remove(field);
    } else {
      parent.set(field, Json.mapper().readTree(json));
    }
  }

  @Test
  void reportsTruncatedFiles() throws IOException {
    Path file = folder.resolve("torn.json");
    for (Object record : records) {
      for (String text : List.of("", "null", "{}", "[]", "7", "{\"format\": 1}", "{\"")) {
        Files.writeString(file, text);
        assertThrows(IOException.class, () -> Json.read(file, record.getClass()), text);
      }
    }
  }

  /** Old files stay readable: additional fields of newer records may be missing. */
  @Test
  void acceptsMissingOptionalFields() throws IOException {
    Path file = folder.resolve("older.json");
    String whole = Json.mapper().writeValueAsString(records.get(0));
    Files.writeString(file, whole.replace(",\"from\":null", ""));
    assertEquals(records.get(0), Json.read(file, BuildRequest.class));
    String manifest = Json.mapper().writeValueAsString(records.get(1));
    assertTrue(manifest.contains("\"imported\":null,"), manifest);
    Files.writeString(file, manifest.replace("\"imported\":null,", ""));
    assertEquals(records.get(1), Json.read(file, ImageManifest.class));
  }
}
