package io.pim.host.deploy.aws;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.pim.tools.aws.fake.FakeAws;
import io.pim.tools.aws.fake.Faults.Kind;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills the worker before and after each call of a deployment that changes something: a kill at any
 * other call equals a kill after the previous change.
 */
abstract class KilledAtEachCall {
  @TempDir private Path folder;

  private final Map<String, Object> settings;
  private final int acts;
  private final int removals;

  /**
   * The kills of one way of deploying.
   *
   * @param acts the calls of a deployment that change something
   * @param removals those of its removal
   */
  KilledAtEachCall(Map<String, Object> settings, int acts, int removals) {
    this.settings = settings;
    this.acts = acts;
    this.removals = removals;
  }

  /**
   * Asserts that the deployment exists once.
   *
   * @param repeated whether the answer of one call was lost, so that it may have been made twice
   */
  abstract void assertDeployed(FakeAws fake, boolean repeated) throws Exception;

  abstract void assertNothing(FakeAws fake);

  /** The action, and the check after it. */
  private interface Act {
    void run(FakeAws fake, AwsDeployments deployments) throws Exception;
  }

  /** Ends when the action makes fewer such calls than the number of the call to kill at. */
  private void eachCall(Kind kind, int calls, Act act) throws Exception {
    boolean met = true;
    int number = 0;
    while (met) {
      number++;
      Path own = folder.resolve(kind + "-" + number);
      try (FakeAws fake = FakeAws.start(own.resolve("aws"));
          AwsDeployments deployments =
              new AwsDeployments(fake, own.resolve("host"), folder.resolve("images"))) {
        settings.forEach(deployments::with);
        fake.faults().atAct(number, kind);
        deployments.killAtWaits();
        act.run(fake, deployments);
        met = !fake.faults().isActToCome();
      }
    }
    assertEquals(calls + 1, number);
  }

  @Test
  void aWorkerKilledBeforeACallLeavesOneAmi() throws Exception {
    eachCall(
        Kind.UNAVAILABLE,
        acts,
        (fake, deployments) -> {
          deployments.deploy(1);
          assertDeployed(fake, false);
        });
  }

  @Test
  void aWorkerKilledAfterACallLeavesOneAmi() throws Exception {
    eachCall(
        Kind.ANSWER_LOST,
        acts,
        (fake, deployments) -> {
          deployments.deploy(1);
          assertDeployed(fake, true);
        });
  }

  @Test
  void undoAfterAKillLeavesNothing() throws Exception {
    eachCall(Kind.ANSWER_LOST, acts + removals, this::undo);
  }

  @Test
  void undoBeforeACallLeavesNothing() throws Exception {
    eachCall(Kind.UNAVAILABLE, acts + removals, this::undo);
  }

  /** The worker that undoes the deployment may be killed, too. */
  private void undo(FakeAws fake, AwsDeployments deployments) throws Exception {
    try {
      deployments.deployUntilKilled(1);
      deployments.undo(1);
    } catch (AwsDeployments.Killed e) {
      deployments.live();
      deployments.undo(1);
    }
    assertNothing(fake);
  }
}
