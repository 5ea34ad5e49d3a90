package io.pim.e2e.chaos;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.pim.tools.aws.fake.FakeAws;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** The tests' own EC2 and EBS, with one account. */
final class CloudTarget implements LiveTarget {
  private static final long BLOCK_BYTES = 512 << 10;

  private final FakeProcess fake;

  private CloudTarget(FakeProcess fake) {
    this.fake = fake;
  }

  /** Starts it, and writes its credentials where AWS's own tools find them. */
  static CloudTarget start(Path home) throws IOException {
    Path folder = Files.createDirectories(home.resolve(".aws"));
    Files.writeString(
        folder.resolve("credentials"),
        """
        [default]
        aws_access_key_id = %s
        aws_secret_access_key = %s
        """
            .formatted(FakeAws.KEY_ID, FakeAws.SECRET));
    return new CloudTarget(
        FakeProcess.start("io.pim.tools.aws.fake.FakeAwsMain", home.resolve("fake-aws")));
  }

  @Override
  public List<String> fields() {
    return List.of("type: aws", "region: eu-central-1", "endpoint: " + fake.fact("endpoint"));
  }

  @Override
  public void restart() {
    fake.restart();
  }

  @Override
  public void require(String id, DeployProof proof) throws IOException {
    JsonNode report = fake.report();
    List<String> names = new ArrayList<>();
    List<String> current = new ArrayList<>();
    Set<String> used = new TreeSet<>();
    for (JsonNode image : report.get("images")) {
      assertEquals("available", image.get("state").asText(), report::toString);
      names.add(image.get("deployment").asText());
      used.add(image.get("snapshot").asText());
      if (image.get("current").asText().equals(DeployProof.LINE)) {
        current.add(image.get("deployment").asText());
      }
    }
    proof.requireKept(names);
    assertEquals(List.of(id), current, report::toString);
    Set<String> snapshots = new TreeSet<>();
    for (JsonNode snapshot : report.get("snapshots")) {
      snapshots.add(snapshot.get("id").asText());
      assertEquals("completed", snapshot.get("state").asText(), report::toString);
      assertEquals(proof.disk(), snapshot.get("disk").asText(), report::toString);
    }
    assertEquals(used, snapshots, () -> "snapshots without an image: " + report);
  }

  @Override
  public Optional<Long> sentTwice(String id) throws IOException {
    long puts = 0;
    long blocks = 0;
    for (JsonNode snapshot : fake.report().get("snapshots")) {
      if (snapshot.get("deployment").asText().equals(id)) {
        puts += snapshot.get("puts").asLong();
        blocks = Math.max(blocks, snapshot.get("blocks").asLong());
      }
    }
    assertTrue(puts >= blocks, "puts: " + puts + ", blocks: " + blocks);
    return Optional.of((puts - blocks) * BLOCK_BYTES);
  }

  @Override
  public void close() {
    fake.close();
  }
}
