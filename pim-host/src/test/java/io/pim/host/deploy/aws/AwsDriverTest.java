package io.pim.host.deploy.aws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pim.host.deploy.TargetDeployment;
import io.pim.model.deploy.DeployAct;
import io.pim.model.deploy.DeployStep;
import io.pim.model.failure.FailureKind;
import io.pim.model.failure.FailureReport;
import io.pim.model.unit.Architecture;
import io.pim.model.unit.Firmware;
import io.pim.tools.aws.fake.Ami;
import io.pim.tools.aws.fake.Cloud;
import io.pim.tools.aws.fake.Faults.Kind;
import io.pim.tools.aws.fake.Snap;
import io.pim.workflows.activity.DeployNote;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AwsDriverTest extends AwsFixture {
  private List<String> names() {
    return region().images().stream().map(Ami::name).toList();
  }

  /**
   * Asserts that exactly this number of AMIs exists, each with one snapshot, and no other snapshot.
   */
  private void assertLeft(String... names) {
    assertEquals(List.of(names), names());
    assertEquals(
        Set.copyOf(region().images().stream().map(Ami::snapshot).toList()),
        Set.copyOf(region().snapshots()));
  }

  @Test
  void anImageBecomesAnAmi() throws Exception {
    deployments.with("tags", Map.of("team", "lab")).deploy(1);
    assertLeft("developer-x86_64-20261127-100100");
    Ami ami = region().images().get(0);
    assertTrue(AwsDeployments.holds(ami, 1));
    assertEquals(1, ami.snapshot().gibibytes());
    assertEquals(4, ami.snapshot().blocks());
    assertEquals("x86_64", ami.architecture());
    assertEquals("legacy-bios", ami.parameter("BootMode"));
    assertEquals("true", ami.parameter("EnaSupport"));
    assertEquals("v2.0", ami.parameter("ImdsSupport"));
    assertEquals("developer-x86_64", ami.tags().get("pim:current"));
    assertEquals(deployments.id(1).text(), ami.tags().get("pim:deployment"));
    assertEquals(deployments.deployed(1).sha256().hex(), ami.snapshot().tags().get("pim:sha256"));
    assertEquals("lab", ami.tags().get("team"));
    assertEquals("lab", ami.snapshot().tags().get("team"));
    assertEquals(Set.of(), ami.launchPermissions());
  }

  @Test
  void registersAnArmImageAsArm64() throws Exception {
    deployments.of(Architecture.ARM64, Firmware.UEFI).deploy(1);
    Ami ami = region().images().get(0);
    assertEquals("arm64", ami.architecture());
    assertEquals("uefi", ami.parameter("BootMode"));
  }

  @Test
  void everyStepCanRunTwice() throws Exception {
    deployments.deploy(1);
    DeployNote change = DeployNote.of("");
    for (DeployStep step : DeployStep.of(DeployAct.DEPLOY, false)) {
      deployments.run(2, step);
      DeployNote note = deployments.run(2, step);
      change = step == DeployStep.SWITCH ? note : change;
    }
    assertLeft("developer-x86_64-20261127-100100", "developer-x86_64-20261127-100200");
    assertEquals(Optional.of(deployments.id(1).text()), change.previous());
    assertEquals(Optional.of(region().images().get(1).id()), change.place());
    assertFalse(region().images().get(0).tags().containsKey("pim:current"));
    assertEquals(8, region().snapshots().stream().mapToInt(Snap::puts).sum());
  }

  @Test
  void copiesTheAmiToEachFurtherRegion() throws Exception {
    deployments.with("copy_to", List.of("us-east-1")).deploy(1);
    assertLeft("developer-x86_64-20261127-100100");
    Cloud.Region other = fake.cloud().region("us-east-1");
    Ami copy = other.images().get(0);
    assertTrue(AwsDeployments.holds(copy, 1));
    assertEquals("developer-x86_64", copy.tags().get("pim:current"));
    assertEquals(deployments.id(1).text(), copy.snapshot().tags().get("pim:deployment"));
    try (AwsDriver driver = deployments.driver()) {
      assertEquals(
          "eu-central-1:" + region().images().get(0).id() + " us-east-1:" + copy.id(),
          driver.inventory().get(0).place());
    }
    deployments.undo(1);
    assertLeft();
    assertEquals(List.of(), other.images());
    assertEquals(List.of(), other.snapshots());
  }

  @Test
  void othersMayLaunchTheAmiAfterTheSwitch() throws Exception {
    String unit = "arn:aws:organizations::123456789012:ou/o-a/ou-b";
    deployments.with("launch_permissions", List.of("210987654321", unit));
    for (DeployStep step : List.of(DeployStep.UPLOAD, DeployStep.CREATE)) {
      deployments.run(1, step);
    }
    assertEquals(Set.of(), region().images().get(0).launchPermissions());
    deployments.run(1, DeployStep.SWITCH);
    assertEquals(Set.of("210987654321", unit), region().images().get(0).launchPermissions());
  }

  @Test
  void anEncryptedTargetGetsAnEncryptedSnapshot() throws Exception {
    deployments.with("kms_key", "arn:aws:kms:eu-central-1:123456789012:key/mrk-1").deploy(1);
    assertTrue(region().images().get(0).snapshot().isEncrypted());
  }

  @Test
  void resumesAnUploadThatWasCutOff() throws Exception {
    deployments.run(1, DeployStep.CONVERT);
    fake.faults().next("PutSnapshotBlock", Kind.UNAVAILABLE);
    deployments.killAtWaits();
    assertThrows(AwsDeployments.Killed.class, () -> deployments.run(1, DeployStep.UPLOAD));
    deployments.live();
    deployments.run(1, DeployStep.UPLOAD);
    deployments.run(1, DeployStep.UPLOAD);
    assertEquals(4, region().snapshots().get(0).puts());
    deployments.deploy(1);
    assertTrue(AwsDeployments.holds(region().images().get(0), 1));
  }

  @Test
  void repeatsACallThatFailsOnce() throws Exception {
    List<String> acts =
        List.of(
            "StartSnapshot",
            "PutSnapshotBlock",
            "CompleteSnapshot",
            "RegisterImage",
            "CopyImage",
            "CreateTags",
            "DeleteTags",
            "ModifyImageAttribute",
            "DescribeImages",
            "DescribeSnapshots");
    deployments
        .with("copy_to", List.of("us-east-1"))
        .with("launch_permissions", List.of("210987654321"));
    deployments.deploy(1);
    int number = 2;
    for (Kind kind :
        List.of(
            Kind.THROTTLED,
            Kind.SERVER_ERROR,
            Kind.UNAVAILABLE,
            Kind.DROP_BEFORE,
            Kind.DROP_AFTER,
            Kind.ANSWER_LOST)) {
      acts.forEach(act -> fake.faults().next(act, kind));
      deployments.deploy(number);
      assertEquals(0, fake.faults().left(), "after " + kind);
      Ami last = region().images().get(region().images().size() - 1);
      assertTrue(AwsDeployments.holds(last, number), "after " + kind);
      number++;
    }
    assertEquals(3, region().images().size());
    assertEquals(3, region().snapshots().size());
    assertEquals(3, fake.cloud().region("us-east-1").snapshots().size());
  }

  @Test
  void makesNothingTwiceBecauseItIsNotListedYet() throws Exception {
    fake.cloud().hideNew(3);
    fake.cloud().takeLonger(3);
    fake.faults().next("PutSnapshotBlock", Kind.NOT_YET_KNOWN, 3);
    fake.faults().next("RegisterImage", Kind.ANSWER_LOST);
    deployments.with("copy_to", List.of("us-east-1"));
    fake.faults().next("CopyImage", Kind.ANSWER_LOST);
    deployments.deploy(1);
    assertLeft("developer-x86_64-20261127-100100");
    assertEquals(1, fake.cloud().region("us-east-1").snapshots().size());
    assertEquals(1, Collections.frequency(fake.calls(), "StartSnapshot"), fake.calls().toString());
  }

  @Test
  void writesASnapshotAgainThatAwsCancelled() throws Exception {
    deployments.run(1, DeployStep.UPLOAD);
    region().snapshots().get(0).fail();
    deployments.deploy(1);
    assertLeft("developer-x86_64-20261127-100100");
    assertTrue(AwsDeployments.holds(region().images().get(0), 1));
  }

  @Test
  void aRetryMakesAnAmiAgainThatAwsCouldNotMake() throws Exception {
    fake.cloud().takeLonger(2);
    deployments.with("copy_to", List.of("us-east-1"));
    deployments.run(1, DeployStep.UPLOAD);
    fake.faults().next("DescribeImages", Kind.QUOTA);
    fails(FailureKind.TARGET_FULL, 1, DeployStep.CREATE);
    deployments.run(1, DeployStep.CREATE);
    fake.cloud().region("us-east-1").images().get(0).fail();
    fails(FailureKind.TARGET_FAILED, 1, DeployStep.CREATE);
    deployments.deploy(1);
    assertLeft("developer-x86_64-20261127-100100");
    assertEquals(1, fake.cloud().region("us-east-1").images().size());
    assertEquals(1, fake.cloud().region("us-east-1").snapshots().size());
  }

  @Test
  void aRollbackSwitchesBackByTag() throws Exception {
    deployments.deploy(1);
    deployments.deploy(2);
    DeployNote note = deployments.rollback(3, 1);
    assertEquals(Optional.of(region().images().get(0).id()), note.place());
    assertEquals(Optional.of(deployments.id(2).text()), note.previous());
    try (AwsDriver driver = deployments.driver()) {
      assertEquals(
          List.of(TargetDeployment.State.CURRENT, TargetDeployment.State.KEPT),
          driver.inventory().stream()
              .sorted(Comparator.comparing(its -> its.id().text()))
              .map(TargetDeployment::state)
              .toList());
    }
  }

  @Test
  void keepsAsManyAsConfigured() throws Exception {
    deployments.keeping(2);
    for (int number = 1; number <= 3; number++) {
      deployments.deploy(number);
    }
    assertLeft("developer-x86_64-20261127-100200", "developer-x86_64-20261127-100300");
    deployments.keeping(0);
    DeployNote note =
        deployments.run(
            deployments.context(3, DeployStep.PRUNE, DeployAct.REMOVE, Optional.empty()));
    assertEquals(4, note.removed().size());
    assertLeft();
  }

  @Test
  void removesASnapshotThatAnEarlierRemovalHasLeft() throws Exception {
    deployments.keeping(1).deploy(1);
    for (DeployStep step : List.of(DeployStep.UPLOAD, DeployStep.CREATE, DeployStep.SWITCH)) {
      deployments.run(2, step);
    }
    fake.faults().next("DeleteSnapshot", Kind.UNAVAILABLE);
    deployments.killAtWaits();
    assertThrows(AwsDeployments.Killed.class, () -> deployments.run(2, DeployStep.PRUNE));
    assertEquals(2, region().snapshots().size());
    assertEquals(1, region().images().size());
    deployments.live();
    deployments.run(2, DeployStep.PRUNE);
    assertLeft("developer-x86_64-20261127-100200");
  }

  @Test
  void refusesATakenName() throws Exception {
    deployments.deploy(1);
    region().images().get(0).tags().clear();
    region().snapshots().get(0).tags().clear();
    deployments.run(1, DeployStep.UPLOAD);
    FailureReport report = fails(FailureKind.TARGET_REFUSED, 1, DeployStep.CREATE);
    assertTrue(report.what().contains("is taken"), report.toString());
  }
}
