package io.pim.host.deploy.aws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.pim.model.deploy.DeployStep;
import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
import io.pim.model.failure.FailureReport;
import io.pim.tools.aws.fake.Cloud;
import io.pim.tools.aws.fake.FakeAws;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A separate fake AWS for each test, and deployments to it. */
abstract class AwsFixture {
  @TempDir Path folder;
  FakeAws fake;
  AwsDeployments deployments;

  @BeforeEach
  void startAws() throws Exception {
    fake = FakeAws.start(folder.resolve("aws"));
    deployments = new AwsDeployments(fake, folder.resolve("host"));
  }

  @AfterEach
  void stopAws() throws Exception {
    deployments.close();
    fake.close();
  }

  Cloud.Region region() {
    return fake.cloud().region(AwsDeployments.REGION);
  }

  FailureReport fails(FailureKind kind, int number, DeployStep step) {
    FailureReport report =
        assertThrows(BuildFailure.class, () -> deployments.run(number, step)).report();
    assertEquals(kind, report.kind(), report.toString());
    return report;
  }
}
