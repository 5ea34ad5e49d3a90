package io.pim.host.deploy.aws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pim.tools.aws.fake.Ami;
import io.pim.tools.aws.fake.Bucket;
import io.pim.tools.aws.fake.Cloud;
import io.pim.tools.aws.fake.FakeAws;
import io.pim.tools.aws.fake.Faults.Kind;
import io.pim.tools.aws.fake.ImportJob;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Kills the worker at each change that a deployment by way of a bucket, with a trial, makes. */
class AwsS3KillTest {
  /**
   * An upload, its part and its completion; the import and the tags of its snapshot; the AMI; the
   * object's end; an instance and its end; the tag of the current AMI.
   */
  private static final int ACTS = 10;

  /** The AMI and its snapshot, which is asked for once more as that of the import. */
  private static final int REMOVALS = 3;

  @TempDir private Path folder;

  private void eachCall(Kind kind, int calls, Kills.Act act) throws Exception {
    new Kills(folder, Map.of("method", "s3", "bucket", "images", "try", true))
        .eachCall(kind, calls, act);
  }

  private static void assertNothingOnTheWay(FakeAws fake) {
    Cloud.Region region = fake.cloud().region(AwsDeployments.REGION);
    Bucket bucket = fake.cloud().buckets().get("images");
    assertEquals(List.of(), bucket.uploads());
    assertEquals(List.of(), bucket.keys());
    assertEquals(0, region.running());
    assertTrue(
        region.imports().stream().map(ImportJob::status).noneMatch("active"::equals),
        "an import runs");
  }

  private static void assertOne(FakeAws fake) throws Exception {
    Cloud.Region region = fake.cloud().region(AwsDeployments.REGION);
    assertNothingOnTheWay(fake);
    assertEquals(1, region.imports().size());
    assertEquals(1, region.images().size());
    assertEquals(1, region.snapshots().size());
    Ami ami = region.images().get(0);
    assertTrue(AwsDeployments.holds(ami, 1));
    assertEquals("developer-x86_64", ami.tags().get("pim:current"));
    assertEquals(ami.tags().get("pim:deployment"), ami.snapshot().tags().get("pim:deployment"));
  }

  @Test
  void aWorkerKilledBeforeACallLeavesOneAmi() throws Exception {
    eachCall(
        Kind.UNAVAILABLE,
        ACTS,
        (fake, deployments) -> {
          deployments.deploy(1);
          assertOne(fake);
          assertEquals(1, fake.cloud().buckets().get("images").puts());
          assertEquals(1, fake.cloud().region(AwsDeployments.REGION).machines().size());
        });
  }

  @Test
  void aWorkerKilledAfterACallLeavesOneAmi() throws Exception {
    eachCall(
        Kind.ANSWER_LOST,
        ACTS,
        (fake, deployments) -> {
          deployments.deploy(1);
          assertOne(fake);
          assertEquals(1, fake.cloud().buckets().get("images").puts());
        });
  }

  @Test
  void undoAfterAKillLeavesNothing() throws Exception {
    eachCall(Kind.ANSWER_LOST, ACTS + REMOVALS, AwsS3KillTest::undo);
  }

  @Test
  void undoBeforeACallLeavesNothing() throws Exception {
    eachCall(Kind.UNAVAILABLE, ACTS + REMOVALS, AwsS3KillTest::undo);
  }

  private static void undo(FakeAws fake, AwsDeployments deployments) throws Exception {
    Kills.undo(deployments);
    assertNothingOnTheWay(fake);
    Cloud.Region region = fake.cloud().region(AwsDeployments.REGION);
    assertEquals(List.of(), region.images());
    assertEquals(List.of(), region.snapshots());
  }
}
