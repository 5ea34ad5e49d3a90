package io.pim.host.deploy.aws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pim.tools.aws.fake.Ami;
import io.pim.tools.aws.fake.Cloud;
import io.pim.tools.aws.fake.FakeAws;
import java.util.List;
import java.util.Map;

/** Kills the worker at each change that a deployment through the EBS direct APIs makes. */
class AwsKillTest extends KilledAtEachCall {
  private static final List<String> REGIONS = List.of(AwsDeployments.REGION, "us-east-1");

  /**
   * One start, four blocks, one completion, one AMI, one copy, and a tag in each of two regions.
   */
  private static final int ACTS = 10;

  /** An AMI and a snapshot in each of two regions. */
  private static final int REMOVALS = 4;

  AwsKillTest() {
    super(Map.of("copy_to", List.of("us-east-1")), ACTS, REMOVALS);
  }

  @Override
  void assertDeployed(FakeAws fake, boolean repeated) throws Exception {
    for (String name : REGIONS) {
      Cloud.Region region = fake.cloud().region(name);
      assertEquals(1, region.images().size(), name);
      assertEquals(1, region.snapshots().size(), name);
      Ami ami = region.images().get(0);
      assertTrue(AwsDeployments.holds(ami, 1), name);
      assertEquals("developer-x86_64", ami.tags().get("pim:current"), name);
    }
    int puts = fake.cloud().region(AwsDeployments.REGION).snapshots().get(0).puts();
    assertTrue(puts == 4 || (repeated && puts < 6), "puts: " + puts);
  }

  @Override
  void assertNothing(FakeAws fake) {
    for (String name : REGIONS) {
      assertEquals(List.of(), fake.cloud().region(name).images());
      assertEquals(List.of(), fake.cloud().region(name).snapshots());
    }
  }
}
