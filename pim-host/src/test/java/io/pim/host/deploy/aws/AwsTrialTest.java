package io.pim.host.deploy.aws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pim.model.deploy.DeployStep;
import io.pim.model.failure.FailureKind;
import io.pim.model.failure.FailureReport;
import io.pim.model.unit.Architecture;
import io.pim.model.unit.Firmware;
import io.pim.tools.aws.fake.Faults.Kind;
import io.pim.tools.aws.fake.Machine;
import io.pim.tools.aws.fake.Refusal;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AwsTrialTest extends AwsFixture {
  private static final String PANIC =
      "[    1.2] \u001b[31mKernel panic\u001b[0m - not syncing: VFS: Unable to mount root fs\r\n";

  @BeforeEach
  void tryImages() throws Exception {
    deployments.with("try", true).with("try_timeout", "5m");
  }

  /** The AMI exists, but has had no trial. */
  private void make() throws Exception {
    deployments.run(1, DeployStep.UPLOAD);
    deployments.run(1, DeployStep.CREATE);
  }

  private FailureReport fails(FailureKind kind) {
    FailureReport report = fails(kind, 1, DeployStep.TRY);
    assertEquals(0, region().running());
    assertFalse(region().images().get(0).tags().containsKey("pim:current"));
    return report;
  }

  @Test
  void anInstanceBootsAndIsTerminatedBeforeTheSwitch() throws Exception {
    make();
    String seen = deployments.run(1, DeployStep.TRY).text();
    assertTrue(seen.contains("both status checks passed"), seen);
    assertTrue(seen.contains("the end of the boot"), seen);
    Machine machine = region().machines().get(0);
    assertEquals("terminated", machine.state());
    assertEquals(region().images().get(0), machine.ami());
    assertEquals("t3.nano", machine.parameter("InstanceType"));
    assertEquals("terminate", machine.parameter("InstanceInitiatedShutdownBehavior"));
    assertEquals("false", machine.network("AssociatePublicIpAddress"));
    assertEquals("", machine.network("SubnetId"));
    assertEquals(deployments.id(1).text(), machine.tags().get("pim:deployment"));
    deployments.deploy(1);
    assertEquals("developer-x86_64", region().images().get(0).tags().get("pim:current"));
    assertEquals(0, region().running());
  }

  @Test
  void takesTheConfiguredNetworkAndTheTypeOfTheArchitecture() throws Exception {
    deployments
        .of(Architecture.ARM64, Firmware.UEFI)
        .with("subnet_id", "subnet-0123456789abcdef0")
        .with("security_group_ids", List.of("sg-0123456789abcdef0"));
    deployments.deploy(1);
    Machine machine = region().machines().get(0);
    assertEquals("t4g.nano", machine.parameter("InstanceType"));
    assertEquals("subnet-0123456789abcdef0", machine.network("SubnetId"));
  }

  @Test
  void refusesATypeOfAnotherArchitectureAndAMissingSubnet() throws Exception {
    make();
    deployments.with("instance_type", "t4g.small");
    assertTrue(fails(FailureKind.TARGET_FAILED).why().contains("architecture"));
    deployments.with("instance_type", "t3.small").with("subnet_id", "subnet-00000000");
    assertTrue(fails(FailureKind.TARGET_REFUSED).why().contains("subnet-00000000"));
  }

  @Test
  void judgesASilentImageByItsStatusChecks() throws Exception {
    fake.cloud().bootsLike(new Machine.Boot("ok", "", true));
    make();
    assertTrue(deployments.run(1, DeployStep.TRY).text().contains("AWS has no console output"));
  }

  @Test
  void asksForTheLatestConsoleOnlyIfTheTypeShowsIt() throws Exception {
    fake.cloud()
        .bootsLike(
            new Machine.Boot(
                "ok", "Cloud-init v. 25.1.4 finished at Fri, 27 Nov 2026 10:00:00\n", false));
    make();
    assertTrue(deployments.run(1, DeployStep.TRY).text().contains("the end of the boot"));
  }

  @Test
  void reportsAFailedStatusCheckWithTheEndOfTheConsole() throws Exception {
    fake.cloud().bootsLike(new Machine.Boot("impaired", PANIC, true));
    make();
    FailureReport report = fails(FailureKind.TARGET_FAILED);
    assertTrue(report.why().contains("instance impaired"), report.why());
    assertEquals(
        List.of("[    1.2] Kernel panic - not syncing: VFS: Unable to mount root fs"),
        report.lastLines());
  }

  @Test
  void anEndlessBootFailsAtTheLimit() throws Exception {
    fake.cloud().bootsLike(new Machine.Boot("ok", "You are in emergency mode.\n", true));
    make();
    FailureReport report = fails(FailureKind.TARGET_FAILED);
    assertTrue(report.why().contains("not up within 300 s"), report.why());
    assertEquals(List.of("You are in emergency mode."), report.lastLines());
  }

  @Test
  void reportsAnInstanceThatEndsByItself() throws Exception {
    make();
    deployments.between(() -> region().machines().get(0).end());
    assertTrue(fails(FailureKind.TARGET_FAILED).why().contains("has ended by itself"));
  }

  @Test
  void aRetryAfterAFailureLaunchesAnother() throws Exception {
    fake.cloud().bootsLike(new Machine.Boot("impaired", PANIC, true));
    make();
    fails(FailureKind.TARGET_FAILED);
    fake.cloud().bootsLike(Machine.Boot.WELL);
    deployments.deploy(1);
    assertEquals(2, region().machines().size());
    assertEquals(0, region().running());
  }

  @Test
  void aRestartContinuesWithTheRunningInstance() throws Exception {
    make();
    deployments.killAtQueries();
    assertThrows(AwsDeployments.Killed.class, () -> deployments.run(1, DeployStep.TRY));
    assertEquals(1, region().running());
    deployments.live();
    deployments.run(1, DeployStep.TRY);
    assertEquals(1, region().machines().size());
    assertEquals(0, region().running());
  }

  @Test
  void undoTerminatesTheInstance() throws Exception {
    fake.cloud().hideNew(3);
    make();
    deployments.killAtQueries();
    assertThrows(AwsDeployments.Killed.class, () -> deployments.run(1, DeployStep.TRY));
    deployments.live();
    List<String> removed = deployments.undo(1).removed();
    assertEquals("instance " + region().machines().get(0).id(), removed.get(0));
    assertEquals(0, region().running());
    assertEquals(List.of(), region().images());
    assertEquals(List.of(), region().snapshots());
  }

  @Test
  void aMissingRightLeavesNoInstance() throws Exception {
    make();
    fake.faults().deny("ec2:DescribeInstanceStatus");
    assertEquals(
        "The right ec2:DescribeInstanceStatus is missing",
        fails(FailureKind.TARGET_REFUSED).what());
  }

  @Test
  void aQuotaAndAFullZoneHoldTheDeployment() throws Exception {
    make();
    fake.cloud().refuseLaunches(new Refusal(400, "VcpuLimitExceeded", "You have requested more"));
    assertEquals("A quota of the AWS account is reached", fails(FailureKind.TARGET_FULL).what());
    fake.cloud()
        .refuseLaunches(new Refusal(500, "InsufficientInstanceCapacity", "There is no capacity"));
    assertEquals("AWS has no room for the instance", fails(FailureKind.TARGET_FULL).what());
  }

  @Test
  void repeatsCallsThatFailOnce() throws Exception {
    make();
    for (String act :
        List.of(
            "RunInstances",
            "DescribeInstances",
            "DescribeInstanceStatus",
            "GetConsoleOutput",
            "TerminateInstances")) {
      fake.faults().next(act, Kind.ANSWER_LOST);
    }
    deployments.run(1, DeployStep.TRY);
    assertEquals(0, fake.faults().left());
    assertEquals(1, region().machines().size());
    assertEquals(0, region().running());
  }
}
