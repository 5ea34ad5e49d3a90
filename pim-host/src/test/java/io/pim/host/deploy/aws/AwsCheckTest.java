package io.pim.host.deploy.aws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pim.host.deploy.TargetFinding;
import io.pim.model.deploy.DeployStep;
import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
import io.pim.model.failure.FailureReport;
import io.pim.model.unit.Architecture;
import io.pim.model.unit.Firmware;
import io.pim.tools.aws.fake.FakeAws;
import io.pim.tools.aws.fake.Faults.Kind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AwsCheckTest extends AwsFixture {
  private List<TargetFinding> bad() throws Exception {
    try (AwsDriver driver = deployments.driver()) {
      return driver.check(Optional.of(deployments.deployed(1))).stream()
          .filter(finding -> !finding.isGood())
          .toList();
    }
  }

  private TargetFinding onlyBad(FailureKind kind) throws Exception {
    List<TargetFinding> bad = bad();
    assertEquals(1, bad.size(), bad.toString());
    assertEquals(Optional.of(kind), bad.get(0).failure());
    return bad.get(0);
  }

  @Test
  void reportsNothingIfAllIsWell() throws Exception {
    deployments.with("copy_to", List.of("us-east-1"));
    assertEquals(List.of(), bad());
    assertEquals(List.of(), fake.cloud().region(AwsDeployments.REGION).images());
  }

  @Test
  void namesEachMissingRight() throws Exception {
    fake.faults().deny("ec2:RegisterImage");
    fake.faults().deny("ec2:DeleteSnapshot");
    assertEquals(
        List.of(
            "right ec2:RegisterImage in eu-central-1", "right ec2:DeleteSnapshot in eu-central-1"),
        bad().stream().map(TargetFinding::subject).toList());
  }

  @Test
  void requiresRightsToCopyAndShareOnlyIfConfigured() throws Exception {
    fake.faults().deny("ec2:CopyImage");
    fake.faults().deny("ec2:ModifyImageAttribute");
    assertEquals(List.of(), bad());
    deployments
        .with("copy_to", List.of("us-east-1"))
        .with("launch_permissions", List.of("210987654321"));
    assertEquals(3, bad().size());
  }

  @Test
  void reportsADisabledRegion() throws Exception {
    deployments.with("copy_to", List.of("af-south-1"));
    assertTrue(
        onlyBad(FailureKind.TARGET_REFUSED).found().contains("the account has not enabled it"));
    deployments.with("copy_to", List.of("eu-nowhere-9"));
    assertTrue(onlyBad(FailureKind.TARGET_REFUSED).found().contains("none of this name"));
  }

  @Test
  void reportsThatAwsBlocksPublicAmis() throws Exception {
    deployments.with("public", true);
    assertTrue(onlyBad(FailureKind.TARGET_REFUSED).todo().contains("block public access"));
    fake.cloud().blockPublicAccess(false);
    assertEquals(List.of(), bad());
  }

  @Test
  void refusesAKeyThatCopiesCannotUse() throws Exception {
    deployments.with("kms_key", "arn:aws:kms:eu-central-1:123456789012:key/1-2");
    assertEquals(List.of(), bad());
    deployments.with("copy_to", List.of("us-east-1"));
    assertTrue(onlyBad(FailureKind.TARGET_REFUSED).todo().contains("mrk-"));
    deployments.with("kms_key", "alias/images");
    assertTrue(onlyBad(FailureKind.TARGET_REFUSED).found().contains("not the ARN"));
    deployments.with("copy_to", List.of()).with("method", "s3").with("bucket", "images");
    assertEquals(List.of(), bad());
  }

  @Test
  void refusesAnArmImageWithBios() throws Exception {
    deployments.of(Architecture.ARM64, Firmware.BIOS);
    assertEquals("firmware", onlyBad(FailureKind.TARGET_REFUSED).subject());
  }

  @Test
  void reportsExpiredCredentials() throws Exception {
    System.setProperty("aws.sessionToken", "yesterdays");
    fake.expire("yesterdays");
    TargetFinding finding = onlyBad(FailureKind.TARGET_REFUSED);
    assertEquals("The credentials for AWS have expired", finding.subject());
    assertTrue(finding.todo().contains("aws sso login"));
  }

  @Test
  void credentialsThatExpireHoldTheDeploymentAndNothingIsSentTwice() throws Exception {
    System.setProperty("aws.sessionToken", "short");
    deployments.run(1, DeployStep.UPLOAD);
    fake.expire("short");
    FailureReport report =
        assertThrows(BuildFailure.class, () -> deployments.run(1, DeployStep.CREATE)).report();
    assertEquals(FailureKind.TARGET_REFUSED, report.kind(), report.toString());
    System.setProperty("aws.sessionToken", "fresh");
    deployments.deploy(1);
    assertEquals(4, fake.cloud().region(AwsDeployments.REGION).snapshots().get(0).puts());
  }

  @Test
  void reportsAWrongSecretWithoutShowingIt() throws Exception {
    System.setProperty("aws.secretAccessKey", "wrong-secret");
    TargetFinding finding = onlyBad(FailureKind.TARGET_REFUSED);
    assertEquals("AWS does not accept the credentials", finding.subject());
    assertFalse(finding.toString().contains("wrong-secret"));
  }

  @Test
  void usesTheClockOfAws() throws Exception {
    fake.setAhead(Duration.ofHours(2));
    assertEquals(List.of(), bad());
    deployments.deploy(1);
    assertEquals(1, fake.cloud().region(AwsDeployments.REGION).images().size());
  }

  @Test
  void usesTheCredentialsOfANamedProfile() throws Exception {
    Path credentials =
        Files.writeString(
            folder.resolve("credentials"),
            "[images]\naws_access_key_id = "
                + FakeAws.KEY_ID
                + "\naws_secret_access_key = "
                + FakeAws.SECRET
                + "\n");
    System.setProperty("aws.sharedCredentialsFile", credentials.toString());
    try {
      // A named profile takes precedence over everything else.
      System.setProperty("aws.secretAccessKey", "wrong");
      deployments.with("profile", "images");
      assertEquals(List.of(), bad());
      deployments.with("profile", "no-such");
      TargetFinding finding = onlyBad(FailureKind.TARGET_REFUSED);
      assertEquals("There are no credentials for AWS", finding.subject());
      assertTrue(finding.found().contains("no-such"), finding.found());
    } finally {
      System.clearProperty("aws.sharedCredentialsFile");
    }
  }

  @Test
  void aMissingRightHoldsTheDeploymentUntilARetry() throws Exception {
    fake.faults().deny("ebs:PutSnapshotBlock");
    FailureReport report =
        assertThrows(BuildFailure.class, () -> deployments.run(1, DeployStep.UPLOAD)).report();
    assertEquals(FailureKind.TARGET_REFUSED, report.kind());
    assertEquals("The right ebs:PutSnapshotBlock is missing", report.what());
    fake.faults().allow("ebs:PutSnapshotBlock");
    deployments.deploy(1);
    assertEquals(1, fake.cloud().region(AwsDeployments.REGION).snapshots().size());
  }

  @Test
  void aQuotaHoldsTheDeployment() throws Exception {
    fake.faults().next("StartSnapshot", Kind.QUOTA);
    FailureReport report =
        assertThrows(BuildFailure.class, () -> deployments.run(1, DeployStep.UPLOAD)).report();
    assertEquals(FailureKind.TARGET_FULL, report.kind());
  }

  @Test
  void temporalRepeatsAStepWhileAwsIsUnreachable() throws Exception {
    fake.faults().next("StartSnapshot", Kind.UNAVAILABLE, 100);
    FailureReport report =
        assertThrows(BuildFailure.class, () -> deployments.run(1, DeployStep.UPLOAD)).report();
    assertEquals(FailureKind.TARGET_UNREACHABLE, report.kind());
  }

  private static List<String> subjects(List<TargetFinding> findings) {
    return findings.stream().map(TargetFinding::subject).toList();
  }

  @Test
  void reportsNothingIfBucketAndRoleAreWell() throws Exception {
    deployments.with("method", "s3").with("bucket", "images").with("try", true);
    try (AwsDriver driver = deployments.driver()) {
      List<TargetFinding> all = driver.check(Optional.empty());
      assertTrue(all.stream().allMatch(TargetFinding::isGood), all.toString());
      List<String> subjects = subjects(all);
      for (String subject :
          List.of(
              "bucket images",
              "role vmimport",
              "right s3:PutObject in images",
              "right s3:DeleteObject in images",
              "right ec2:ImportSnapshot in eu-central-1",
              "right ec2:RunInstances in eu-central-1")) {
        assertTrue(subjects.contains(subject), subject + " is not in " + subjects);
      }
    }
    assertEquals(List.of(), fake.cloud().buckets().get("images").keys());
    assertEquals(List.of(), fake.cloud().buckets().get("images").uploads());
    assertEquals(List.of(), fake.cloud().region(AwsDeployments.REGION).machines());
  }

  @Test
  void requiresOnlyTheRightsThatTheMethodNeeds() throws Exception {
    for (String action :
        List.of("s3:PutObject", "ec2:ImportSnapshot", "ec2:RunInstances", "iam:GetRole")) {
      fake.faults().deny(action);
    }
    assertEquals(List.of(), bad());
  }

  @Test
  void namesEachMissingRightOnTheBucket() throws Exception {
    deployments.with("method", "s3").with("bucket", "images");
    List<String> actions =
        List.of(
            "s3:ListBucketMultipartUploads",
            "s3:ListMultipartUploadParts",
            "s3:PutObject",
            "s3:AbortMultipartUpload",
            "s3:GetObject",
            "s3:DeleteObject");
    actions.forEach(fake.faults()::deny);
    assertEquals(
        actions.stream().map(action -> "right " + action + " in images").toList(), subjects(bad()));
  }

  @Test
  void requiresRightsOnVersionsIfTheBucketKeepsThem() throws Exception {
    fake.cloud().addBucket("keeps", AwsDeployments.REGION, true);
    deployments.with("method", "s3").with("bucket", "keeps");
    fake.faults().deny("s3:DeleteObject");
    fake.faults().deny("s3:DeleteObjectVersion");
    assertEquals(List.of("right s3:DeleteObjectVersion in keeps"), subjects(bad()));
  }

  @Test
  void reportsFaultsOfABucket() throws Exception {
    deployments.with("method", "s3").with("bucket", "images-us");
    assertTrue(onlyBad(FailureKind.TARGET_REFUSED).found().contains("us-east-1"));
    deployments.with("bucket", "no-such-bucket");
    assertTrue(onlyBad(FailureKind.TARGET_REFUSED).found().contains("none of this name"));
    deployments.with("bucket", "images");
    fake.faults().deny("s3:ListBucket");
    assertTrue(onlyBad(FailureKind.TARGET_REFUSED).todo().contains("s3:ListBucket"));
  }

  @Test
  void reportsFaultsOfTheRole() throws Exception {
    deployments.with("method", "s3").with("bucket", "images").with("role", "importer");
    assertTrue(onlyBad(FailureKind.TARGET_REFUSED).found().contains("none of this name"));
    fake.cloud().roles().put("importer", "lambda.amazonaws.com");
    assertTrue(onlyBad(FailureKind.TARGET_REFUSED).found().contains("vmie.amazonaws.com"));
    fake.faults().deny("iam:GetRole");
    assertEquals(List.of(), bad());
  }
}
