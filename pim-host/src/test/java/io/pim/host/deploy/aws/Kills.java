package io.pim.host.deploy.aws;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.pim.tools.aws.fake.FakeAws;
import io.pim.tools.aws.fake.Faults.Kind;
import java.nio.file.Path;
import java.util.Map;

/** Runs an act anew for each of its calls that change something, with a kill at that call. */
record Kills(Path folder, Map<String, Object> settings) {
  /** What is done and, after that, looked at. */
  interface Act {
    void run(FakeAws fake, AwsDeployments deployments) throws Exception;
  }

  /** Ends when the act makes fewer such calls than the number of the one to be killed at. */
  void eachCall(Kind kind, int calls, Act act) throws Exception {
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

  /** Deploys and undoes. The worker that undoes may be the one that is killed. */
  static void undo(AwsDeployments deployments) throws Exception {
    try {
      deployments.deployUntilKilled(1);
      deployments.undo(1);
    } catch (AwsDeployments.Killed e) {
      deployments.live();
      deployments.undo(1);
    }
  }
}
