package io.pim.host.deploy.aws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pim.tools.aws.fake.Ami;
import io.pim.tools.aws.fake.Cloud;
import io.pim.tools.aws.fake.FakeAws;
import io.pim.tools.aws.fake.Faults.Kind;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills the worker before and after each call of a deployment that changes something: a kill at
 * another call is one after the change before it.
 */
class AwsKillTest {
  private static final List<String> REGIONS = List.of(AwsDeployments.REGION, "us-east-1");

  /** One start, 4 blocks, one completion, one AMI, one copy, a tag in each of two regions. */
  private static final int ACTS = 10;

  /** An AMI and a snapshot in each of two regions. */
  private static final int REMOVALS = 4;

  @TempDir private Path folder;

  private void eachCall(Kind kind, int calls, Kills.Act act) throws Exception {
    new Kills(folder, Map.of("copy_to", List.of("us-east-1"))).eachCall(kind, calls, act);
  }

  private static void assertOneEach(FakeAws fake) throws Exception {
    for (String name : REGIONS) {
      Cloud.Region region = fake.cloud().region(name);
      assertEquals(1, region.images().size(), name);
      assertEquals(1, region.snapshots().size(), name);
      Ami ami = region.images().get(0);
      assertTrue(AwsDeployments.holds(ami, 1), name);
      assertEquals("developer-x86_64", ami.tags().get("pim:current"), name);
    }
  }

  @Test
  void aWorkerKilledBeforeACallLeavesOneAmi() throws Exception {
    eachCall(
        Kind.UNAVAILABLE,
        ACTS,
        (fake, deployments) -> {
          deployments.deploy(1);
          assertOneEach(fake);
          assertEquals(4, fake.cloud().region(AwsDeployments.REGION).snapshots().get(0).puts());
        });
  }

  @Test
  void aWorkerKilledAfterACallLeavesOneAmi() throws Exception {
    eachCall(
        Kind.ANSWER_LOST,
        ACTS,
        (fake, deployments) -> {
          deployments.deploy(1);
          assertOneEach(fake);
          int puts = fake.cloud().region(AwsDeployments.REGION).snapshots().get(0).puts();
          assertTrue(puts <= 5, "puts: " + puts);
        });
  }

  @Test
  void undoAfterAKillLeavesNothing() throws Exception {
    eachCall(Kind.ANSWER_LOST, ACTS + REMOVALS, AwsKillTest::undo);
  }

  @Test
  void undoBeforeACallLeavesNothing() throws Exception {
    eachCall(Kind.UNAVAILABLE, ACTS + REMOVALS, AwsKillTest::undo);
  }

  private static void undo(FakeAws fake, AwsDeployments deployments) throws Exception {
    Kills.undo(deployments);
    for (String name : REGIONS) {
      assertEquals(List.of(), fake.cloud().region(name).images());
      assertEquals(List.of(), fake.cloud().region(name).snapshots());
    }
  }
}
