package io.pim.e2e.chaos;

import static org.junit.jupiter.api.Assertions.assertEquals;

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

/** The tests' own EC2, EBS and S3, with one account. */
final class CloudTarget implements LiveTarget {
  private static final long BLOCK_BYTES = 512 << 10;

  private final FakeProcess fake;
  private final List<String> way;
  private long receivedBefore;

  private CloudTarget(FakeProcess fake, List<String> way) {
    this.fake = fake;
    this.way = way;
  }

  /** Starts a target whose disks' blocks go to EBS. */
  static CloudTarget start(Path home) throws IOException {
    return start(home, "fake-aws", List.of());
  }

  /** Starts a target whose disks go through a bucket. */
  static CloudTarget withBucket(Path home) throws IOException {
    return start(home, "fake-aws-s3", List.of("method: s3", "bucket: images"));
  }

  /** Starts the target, and writes its credentials where AWS's own tools look for them. */
  private static CloudTarget start(Path home, String name, List<String> way) throws IOException {
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
        FakeProcess.start("io.pim.tools.aws.fake.FakeAwsMain", home.resolve(name)), way);
  }

  @Override
  public List<String> fields() {
    List<String> fields =
        new ArrayList<>(
            List.of("type: aws", "region: eu-central-1", "endpoint: " + fake.fact("endpoint")));
    fields.addAll(way);
    return fields;
  }

  @Override
  public void restart() {
    fake.restart();
  }

  @Override
  public void require(DeployProof proof) throws IOException {
    requireReport(fake.report(), proof);
  }

  /** Fails unless an account has exactly the expected deployments. */
  static void requireReport(JsonNode report, DeployProof proof) {
    List<String> names = new ArrayList<>();
    List<String> current = new ArrayList<>();
    Set<String> used = new TreeSet<>();
    for (JsonNode image : report.get("images")) {
      assertEquals("available", image.get("state").asText(), report::toString);
      names.add(image.get("deployment").asText());
      used.add(image.get("deployment").asText() + " " + image.get("snapshot").asText());
      if (image.get("current").asText().equals(DeployProof.LINE)) {
        current.add(image.get("deployment").asText());
      }
    }
    proof.requireKept(names);
    assertEquals(List.of(proof.current()), current, report::toString);
    Set<String> snapshots = new TreeSet<>();
    for (JsonNode snapshot : report.get("snapshots")) {
      String deployment = snapshot.get("deployment").asText();
      snapshots.add(deployment + " " + snapshot.get("id").asText());
      assertEquals("completed", snapshot.get("state").asText(), report::toString);
      assertEquals(proof.image(deployment).disk(), snapshot.get("disk").asText(), report::toString);
    }
    assertEquals(used, snapshots, () -> "snapshots of images, and all: " + report);
    assertEquals(0, report.get("onTheWay").size(), () -> "left on the way: " + report);
  }

  @Override
  public Optional<Long> sentTwice(DeployProof proof) throws IOException {
    JsonNode report = fake.report();
    long received = report.get("received").asLong() - receivedBefore;
    receivedBefore += received;
    return Optional.of(DeployProof.sentTwice(received, needed(report, proof.current())));
  }

  /** The data to send: an object, or the blocks of the snapshot. */
  private static long needed(JsonNode report, String id) {
    for (String key : (Iterable<String>) report.get("objects")::fieldNames) {
      if (key.contains(id)) {
        return report.get("objects").get(key).asLong();
      }
    }
    long blocks = 0;
    for (JsonNode snapshot : report.get("snapshots")) {
      if (snapshot.get("deployment").asText().equals(id)) {
        blocks += snapshot.get("blocks").asLong();
      }
    }
    return blocks * BLOCK_BYTES;
  }

  @Override
  public void close() {
    fake.close();
  }
}
