package io.pim.e2e.chaos;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The tests' own Proxmox VE. */
final class ClusterTarget implements LiveTarget {
  /** Proxmox VE's names have no underscore. */
  private static final String TEMPLATE = "web-x86-64";

  private final FakeProcess fake;
  private final Path spools;
  private long receivedBefore;

  private ClusterTarget(FakeProcess fake, Path folder) {
    this.fake = fake;
    this.spools = folder.resolve("spool");
  }

  static ClusterTarget start(Path folder) throws IOException {
    return new ClusterTarget(
        FakeProcess.start("io.pim.tools.proxmox.fake.FakeProxmoxMain", folder), folder);
  }

  @Override
  public List<String> fields() {
    return List.of(
        "type: proxmox",
        "host: 127.0.0.1",
        "port: " + fake.fact("host").split(":", -1)[1],
        "node: pve1",
        "storage: local-lvm",
        "import_storage: local",
        "fingerprint: " + fake.fact("fingerprint"),
        "token: {env: PVE_TOKEN}",
        "try: true");
  }

  @Override
  public Map<String, String> variables() {
    return Map.of("PVE_TOKEN", fake.fact("token"));
  }

  /** Tasks run on, as they do on a node whose API is restarted. */
  @Override
  public void restart() {
    fake.restart();
  }

  @Override
  public void require(String id, DeployProof proof) throws IOException {
    JsonNode report = fake.report();
    List<String> names = new ArrayList<>();
    for (JsonNode machine : report.get("machines")) {
      names.add(machine.get("name").asText());
      assertTrue(machine.get("template").asBoolean(), () -> "no template: " + machine);
      assertEquals("", machine.get("lock").asText(), machine::toString);
      assertEquals(proof.image(), machine.get("disk").asText(), machine::toString);
    }
    assertEquals(1, names.stream().filter(TEMPLATE::equals).count(), names::toString);
    proof.requireKept(names);
    assertTrue(report.get("waiting").isEmpty(), () -> "uploads left: " + report);
    assertTrue(report.get("runningTasks").isEmpty(), () -> "tasks left: " + report);
  }

  /** The fake keeps every file that it received, also those that were cut off. */
  @Override
  public Optional<Long> sentTwice(String id) throws IOException {
    long all = 0;
    long largest = 0;
    try (Stream<Path> files = Files.list(spools)) {
      for (Path file : files.toList()) {
        all += Files.size(file);
        largest = Math.max(largest, Files.size(file));
      }
    }
    long now = all - receivedBefore;
    receivedBefore = all;
    return Optional.of(Math.max(0, now - largest));
  }

  @Override
  public void close() {
    fake.close();
  }
}
