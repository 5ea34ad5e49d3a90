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
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The tests' own Proxmox VE, which gets images through its API. */
final class ClusterTarget implements LiveTarget {
  /** Proxmox VE's names have no underscore. */
  private static final String TEMPLATE = "web-x86-64";

  private static final Pattern DEPLOYMENT = Pattern.compile("PIM deployment: (\\S+)");

  private final FakeProcess fake;
  private final Path spools;
  private long receivedBefore;

  private ClusterTarget(FakeProcess fake, Path folder) {
    this.fake = fake;
    this.spools = folder.resolve("spool");
  }

  static ClusterTarget start(Path folder) throws IOException {
    return new ClusterTarget(startFake(folder), folder);
  }

  /** Starts a cluster alone. */
  static FakeProcess startFake(Path folder, String... release) throws IOException {
    return FakeProcess.start("io.pim.tools.proxmox.fake.FakeProxmoxMain", folder, release);
  }

  /** The fields for access to a cluster, and its storage. */
  static List<String> commonFields(FakeProcess fake) {
    return List.of(
        "type: proxmox",
        "host: 127.0.0.1",
        "port: " + fake.fact("host").split(":", -1)[1],
        "node: pve1",
        "storage: local-lvm",
        "fingerprint: " + fake.fact("fingerprint"),
        "token: {env: PVE_TOKEN}");
  }

  @Override
  public List<String> fields() {
    List<String> fields = new ArrayList<>(commonFields(fake));
    fields.addAll(List.of("import_storage: local", "try: true"));
    return fields;
  }

  @Override
  public Map<String, String> variables() {
    return Map.of("PVE_TOKEN", fake.fact("token"));
  }

  /** Tasks keep running, as on a node whose API restarts. */
  @Override
  public void restart() {
    fake.restart();
  }

  @Override
  public void require(DeployProof proof) throws IOException {
    requireReport(fake.report(), proof);
  }

  /** Fails unless a cluster has exactly the expected deployments. */
  static void requireReport(JsonNode report, DeployProof proof) {
    List<String> all = new ArrayList<>();
    List<String> current = new ArrayList<>();
    for (JsonNode machine : report.get("machines")) {
      Matcher deployment = DEPLOYMENT.matcher(machine.get("notes").asText());
      assertTrue(deployment.find(), () -> "of no deployment: " + machine);
      String id = deployment.group(1);
      all.add(id);
      if (machine.get("name").asText().equals(TEMPLATE)) {
        current.add(id);
      }
      assertTrue(machine.get("template").asBoolean(), () -> "no template: " + machine);
      assertEquals("", machine.get("lock").asText(), machine::toString);
      assertEquals(proof.image(id).sha256(), machine.get("disk").asText(), machine::toString);
    }
    proof.requireKept(all);
    assertEquals(List.of(proof.current()), current, report::toString);
    for (String left : List.of("waiting", "unused", "runningTasks")) {
      assertEquals(0, report.get(left).size(), () -> left + ": " + report);
    }
  }

  @Override
  public boolean hasPartOf(ChaosImage image) throws IOException {
    return received() - receivedBefore > image.data() / 4;
  }

  @Override
  public Optional<Long> sentTwice(DeployProof proof) throws IOException {
    long received = received() - receivedBefore;
    receivedBefore += received;
    return Optional.of(DeployProof.sentTwice(received, proof.image(proof.current()).bytes()));
  }

  /** The fake keeps every file that it received, including interrupted ones. */
  private long received() throws IOException {
    long all = 0;
    try (Stream<Path> files = Files.list(spools)) {
      for (Path file : files.toList()) {
        all += Files.size(file);
      }
    }
    return all;
  }

  @Override
  public void close() {
    fake.close();
  }
}
