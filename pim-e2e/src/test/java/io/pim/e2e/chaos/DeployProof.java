package io.pim.e2e.chaos;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.pim.e2e.PimUser;
import io.pim.model.unit.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Judges a target by what is there, not by what PIM says.
 *
 * @param digest of the image's file
 * @param keep how many deployments stay
 */
record DeployProof(String digest, int keep) {
  private static final String LINE = "web-x86_64";

  /** Proxmox VE's names have no underscore. */
  private static final String TEMPLATE = "web-x86-64";

  static DeployProof of(JsonNode image, int keep) {
    return new DeployProof(image.get("sha256").asText(), keep);
  }

  /** Fails if the target has anything else than it should, or the host keeps more than a log. */
  void require(String target, String id, PimUser pim, Path shelf, FakeCluster cluster)
      throws IOException {
    if (target.equals(DeployCell.CLUSTER)) {
      requireTemplates(cluster.report());
    } else {
      requireFolder(shelf.resolve(LINE), id);
    }
    Path deployments = pim.home().resolve(".local/state/pim/deployments");
    assertEquals(
        List.of("deploy.log", "request.json", "turn.lock"), names(deployments.resolve(id)));
  }

  private void requireTemplates(JsonNode report) {
    List<String> names = new ArrayList<>();
    for (JsonNode machine : report.get("machines")) {
      names.add(machine.get("name").asText());
      assertTrue(machine.get("template").asBoolean(), () -> "no template: " + machine);
      assertEquals("", machine.get("lock").asText(), machine::toString);
      assertEquals(digest, machine.get("disk").asText(), machine::toString);
    }
    assertEquals(1, names.stream().filter(TEMPLATE::equals).count(), names::toString);
    assertTrue(names.size() <= keep, () -> "more than are to be kept: " + names);
    assertTrue(report.get("waiting").isEmpty(), () -> "uploads left: " + report);
    assertTrue(report.get("runningTasks").isEmpty(), () -> "tasks left: " + report);
  }

  private void requireFolder(Path line, String id) throws IOException {
    List<String> names = names(line);
    assertTrue(names.contains(id) && names.contains("current"), names::toString);
    assertTrue(names.size() <= keep + 1, () -> "more than are to be kept: " + names);
    assertTrue(names.stream().noneMatch(name -> name.startsWith(".")), names::toString);
    assertEquals(id, Files.readSymbolicLink(line.resolve("current")).toString());
    for (String name : names) {
      Path image = line.resolve(name).resolve("image.qcow2");
      assertEquals(digest, Sha256.ofFile(image).hex(), image::toString);
    }
  }

  private static List<String> names(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }
}
