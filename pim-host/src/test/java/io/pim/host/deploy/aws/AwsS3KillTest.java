package io.pim.host.deploy.aws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pim.tools.aws.fake.Ami;
import io.pim.tools.aws.fake.Bucket;
import io.pim.tools.aws.fake.Cloud;
import io.pim.tools.aws.fake.FakeAws;
import io.pim.tools.aws.fake.ImportJob;
import java.util.List;
import java.util.Map;

/** Kills the worker at each change that a deployment through a bucket, with a trial, makes. */
class AwsS3KillTest extends KilledAtEachCall {
  /**
   * An upload, its part and its completion; the import and the tags of its snapshot; the AMI; the
   * removal of the object; an instance and its end; the tag of the current AMI.
   */
  private static final int ACTS = 10;

  /** The AMI and its snapshot, which PIM also queries as the import's snapshot. */
  private static final int REMOVALS = 3;

  AwsS3KillTest() {
    super(Map.of("method", "s3", "bucket", "images", "try", true), ACTS, REMOVALS);
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

  @Override
  void assertDeployed(FakeAws fake, boolean repeated) throws Exception {
    Cloud.Region region = fake.cloud().region(AwsDeployments.REGION);
    assertNothingOnTheWay(fake);
    assertEquals(1, region.imports().size());
    assertEquals(1, region.images().size());
    assertEquals(1, region.snapshots().size());
    Ami ami = region.images().get(0);
    assertTrue(AwsDeployments.holds(ami, 1));
    assertEquals("developer-x86_64", ami.tags().get("pim:current"));
    assertEquals(ami.tags().get("pim:deployment"), ami.snapshot().tags().get("pim:deployment"));
    assertEquals(1, fake.cloud().buckets().get("images").puts());
    if (!repeated) {
      assertEquals(1, region.machines().size());
    }
  }

  @Override
  void assertNothing(FakeAws fake) {
    assertNothingOnTheWay(fake);
    Cloud.Region region = fake.cloud().region(AwsDeployments.REGION);
    assertEquals(List.of(), region.images());
    assertEquals(List.of(), region.snapshots());
  }
}
