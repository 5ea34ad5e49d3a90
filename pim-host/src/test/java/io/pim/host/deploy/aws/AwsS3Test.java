package io.pim.host.deploy.aws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pim.model.deploy.DeployAct;
import io.pim.model.deploy.DeployStep;
import io.pim.model.failure.FailureKind;
import io.pim.model.failure.FailureReport;
import io.pim.tools.aws.fake.Ami;
import io.pim.tools.aws.fake.Bucket;
import io.pim.tools.aws.fake.Faults.Kind;
import io.pim.tools.aws.fake.ImportJob;
import io.pim.tools.aws.fake.Snap;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AwsS3Test extends AwsFixture {
  @BeforeEach
  void sendThroughABucket() throws Exception {
    deployments.with("method", "s3").with("bucket", "images");
  }

  private Bucket bucket() {
    return fake.cloud().buckets().get("images");
  }

  private void assertNothingInBuckets() {
    for (Bucket bucket : fake.cloud().buckets().values()) {
      assertEquals(List.of(), bucket.uploads());
      assertEquals(List.of(), bucket.keys());
    }
  }

  /**
   * Asserts that exactly this number of AMIs exists, each with the disk of its deployment, and no
   * other snapshot.
   */
  private void assertDeployed(int... numbers) throws Exception {
    assertNothingInBuckets();
    assertEquals(numbers.length, region().images().size());
    for (int i = 0; i < numbers.length; i++) {
      assertTrue(AwsDeployments.holds(region().images().get(i), numbers[i]), "AMI " + i);
    }
    assertEquals(
        Set.copyOf(region().images().stream().map(Ami::snapshot).toList()),
        Set.copyOf(region().snapshots()));
  }

  private FailureReport fails(FailureKind kind, DeployStep step) {
    return fails(kind, 1, step);
  }

  @Test
  void anImageBecomesAnAmiThroughABucket() throws Exception {
    fake.cloud().takeLonger(3);
    deployments.with("tags", Map.of("team", "lab")).deploy(1);
    assertDeployed(1);
    Ami ami = region().images().get(0);
    Snap snapshot = ami.snapshot();
    assertEquals("x86_64", ami.architecture());
    assertEquals(deployments.id(1).text(), snapshot.tags().get("pim:deployment"));
    assertEquals(deployments.deployed(1).sha256().hex(), snapshot.tags().get("pim:sha256"));
    assertEquals("lab", snapshot.tags().get("team"));
    assertEquals(1, bucket().puts());
    assertEquals(List.of("completed"), region().imports().stream().map(ImportJob::status).toList());
    assertEquals(0, Collections.frequency(fake.calls(), "StartSnapshot"));
  }

  @Test
  void everyStepCanRunTwice() throws Exception {
    deployments.with("try", true).deploy(1);
    for (DeployStep step : DeployStep.of(DeployAct.DEPLOY, true)) {
      deployments.run(2, step);
      deployments.run(2, step);
    }
    assertDeployed(1, 2);
    assertEquals(2, bucket().puts());
    assertEquals(2, region().imports().size());
    assertEquals(0, region().running());
  }

  @Test
  void anEncryptedTargetGetsAnEncryptedSnapshot() throws Exception {
    deployments.with("kms_key", "arn:aws:kms:eu-central-1:123456789012:key/mrk-1").deploy(1);
    assertTrue(region().images().get(0).snapshot().isEncrypted());
  }

  @Test
  void repeatsACallThatFailsOnce() throws Exception {
    List<String> acts =
        List.of(
            "CreateMultipartUpload",
            "UploadPart",
            "CompleteMultipartUpload",
            "ListMultipartUploads",
            "ListParts",
            "HeadObject",
            "GetBucketVersioning",
            "DeleteObject",
            "ImportSnapshot",
            "DescribeImportSnapshotTasks",
            "CreateTags");
    int number = 0;
    for (Kind kind : List.of(Kind.THROTTLED, Kind.UNAVAILABLE, Kind.DROP_AFTER, Kind.ANSWER_LOST)) {
      number++;
      acts.forEach(act -> fake.faults().next(act, kind));
      deployments.keeping(1).deploy(number);
      assertEquals(0, fake.faults().left(), "after " + kind);
      assertDeployed(number);
    }
    assertEquals(number, region().imports().size());
  }

  @Test
  void makesNothingTwiceBecauseItIsNotListedYet() throws Exception {
    fake.cloud().hideNew(3);
    fake.faults().next("ImportSnapshot", Kind.ANSWER_LOST);
    deployments.deploy(1);
    assertDeployed(1);
    assertEquals(1, region().imports().size());
  }

  @Test
  void reportsAFailedImportAndRepeatsItOnARetry() throws Exception {
    deployments.run(1, DeployStep.UPLOAD);
    fake.cloud().takeLonger(2);
    deployments.killAtQueries();
    assertThrows(AwsDeployments.Killed.class, () -> deployments.run(1, DeployStep.CREATE));
    deployments.live();
    region().imports().get(0).fail("ClientError: Disk validation failed [Reason 403 Forbidden]");
    FailureReport report = fails(FailureKind.TARGET_FAILED, DeployStep.CREATE);
    assertTrue(report.why().contains("403 Forbidden"), report.toString());
    assertTrue(report.todo().contains("role vmimport read the bucket images"), report.todo());
    deployments.deploy(1);
    assertDeployed(1);
    assertEquals(1, bucket().puts());
    assertEquals(2, region().imports().size());
  }

  @Test
  void aRestartFindsTheRunningImport() throws Exception {
    fake.cloud().takeLonger(5);
    deployments.run(1, DeployStep.UPLOAD);
    deployments.killAtQueries();
    assertThrows(AwsDeployments.Killed.class, () -> deployments.run(1, DeployStep.CREATE));
    deployments.live();
    deployments.deploy(1);
    assertDeployed(1);
    assertEquals(1, Collections.frequency(fake.calls(), "ImportSnapshot"));
  }

  @Test
  void undoCancelsARunningImport() throws Exception {
    fake.cloud().takeLonger(1000);
    deployments.run(1, DeployStep.UPLOAD);
    deployments.killAtQueries();
    assertThrows(AwsDeployments.Killed.class, () -> deployments.run(1, DeployStep.CREATE));
    deployments.live();
    List<String> removed = deployments.undo(1).removed();
    assertEquals(2, removed.size(), removed.toString());
    assertEquals("deleted", region().imports().get(0).status());
    assertDeployed();
  }

  @Test
  void undoRemovesTheSnapshotOfAnImportThatEndsAtThatMoment() throws Exception {
    fake.cloud().takeLonger(1);
    deployments.run(1, DeployStep.UPLOAD);
    deployments.killAtQueries();
    assertThrows(AwsDeployments.Killed.class, () -> deployments.run(1, DeployStep.CREATE));
    deployments.live();
    deployments.undo(1);
    assertDeployed();
  }

  @Test
  void undoRemovesAnUnrecordedUnfinishedUpload() throws Exception {
    fake.faults().next("CreateMultipartUpload", Kind.ANSWER_LOST);
    deployments.killAtWaits();
    assertThrows(AwsDeployments.Killed.class, () -> deployments.run(1, DeployStep.UPLOAD));
    assertEquals(1, bucket().uploads().size());
    deployments.live();
    deployments.undo(1);
    assertNothingInBuckets();
  }

  @Test
  void undoNeedsNoRightsForStepsThatNeverBegan() throws Exception {
    deployments.with("bucket", "nobodys-bucket").with("try", true);
    fails(FailureKind.TARGET_REFUSED, DeployStep.UPLOAD);
    assertEquals(List.of(), deployments.undo(1).removed());
    for (String action :
        List.of(
            "s3:ListBucketMultipartUploads",
            "ec2:DescribeImportSnapshotTasks",
            "ec2:DescribeInstances")) {
      fake.faults().deny(action);
    }
    assertEquals(List.of(), deployments.undo(1).removed());
  }

  @Test
  void sendsAnUploadAgainThatS3HasForgotten() throws Exception {
    fake.faults().next("UploadPart", Kind.UNAVAILABLE);
    deployments.killAtWaits();
    assertThrows(AwsDeployments.Killed.class, () -> deployments.run(1, DeployStep.UPLOAD));
    bucket().abortAll();
    deployments.live();
    deployments.deploy(1);
    assertDeployed(1);
  }

  @Test
  void leavesNoVersionsInAVersionedBucket() throws Exception {
    fake.cloud().addBucket("keeps", AwsDeployments.REGION, true);
    deployments.with("bucket", "keeps").deploy(1);
    assertDeployed(1);
  }

  @Test
  void aChangeOfBucketOrMethodLeavesNothingInTheFirst() throws Exception {
    fake.cloud().addBucket("other", AwsDeployments.REGION, false);
    deployments.run(1, DeployStep.UPLOAD);
    deployments.with("bucket", "other").run(1, DeployStep.UPLOAD);
    assertEquals(List.of(), bucket().keys());
    deployments.with("method", "ebs").deploy(1);
    assertDeployed(1);
    assertEquals(List.of(), region().imports());
  }

  @Test
  void refusesARoleThatEc2CannotUseWithAdvice() throws Exception {
    deployments.with("role", "importer");
    deployments.run(1, DeployStep.UPLOAD);
    FailureReport report = fails(FailureKind.TARGET_REFUSED, DeployStep.CREATE);
    assertEquals("EC2 cannot use the import role", report.what());
    assertTrue(report.todo().contains("vmie.amazonaws.com"), report.todo());
    fake.cloud().roles().put("importer", "vmie.amazonaws.com");
    deployments.deploy(1);
    assertDeployed(1);
  }

  @Test
  void aMissingRightHoldsTheDeploymentUntilARetry() throws Exception {
    fake.faults().deny("s3:PutObject");
    FailureReport report = fails(FailureKind.TARGET_REFUSED, DeployStep.UPLOAD);
    assertEquals("The right s3:PutObject is missing", report.what());
    fake.faults().allow("s3:PutObject");
    deployments.deploy(1);
    assertDeployed(1);
  }
}
