package io.pim.host.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pim.host.build.BuildLog;
import io.pim.model.deploy.DeployAct;
import io.pim.model.deploy.DeployPlan;
import io.pim.model.deploy.DeployStep;
import io.pim.model.files.DeploymentFolder;
import io.pim.model.files.DeploymentId;
import io.pim.model.secret.Redactor;
import io.pim.model.unit.Firmware;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SwitchFactsTest {
  private static final DeploymentId OLD = TestDeployments.id(1);
  private static final DeploymentId NEW = TestDeployments.id(2);
  private static final DeploymentId OLDEST = TestDeployments.id(0);

  @TempDir private Path folder;

  private DeployContext context(DeployAct act, Optional<DeploymentId> to) throws IOException {
    TestDeployments deployments = new TestDeployments(folder);
    DeployPlan plan = deployments.plan(act, deployments.image(2, Firmware.BIOS), to, 3);
    return new DeployContext(
        NEW,
        plan,
        DeployStep.SWITCH,
        folder.resolve("image.qcow2"),
        Optional.empty(),
        Optional.empty(),
        new DeploymentFolder(folder),
        new BuildLog(folder.resolve("log"), new Redactor(List.of()), Clock.systemUTC()),
        TestDeployments.SILENT);
  }

  private DeployContext deploy() throws IOException {
    return context(DeployAct.DEPLOY, Optional.empty());
  }

  @Test
  void aSecondAttemptRecordsTheFirstOnesPredecessor() throws Exception {
    assertTrue(SwitchFacts.begin(deploy(), List.of(OLD)));
    assertTrue(SwitchFacts.begin(deploy(), List.of()));
    assertTrue(SwitchFacts.begin(deploy(), List.of(NEW, OLD)));
    assertFalse(SwitchFacts.begin(deploy(), List.of(NEW)));
    assertEquals(Optional.of(OLD), SwitchFacts.previous(deploy()));
  }

  @Test
  void aFinishedSwitchWithoutFactsIsNotRepeated() throws Exception {
    assertFalse(SwitchFacts.begin(deploy(), List.of(NEW)));
    assertFalse(SwitchFacts.isBegun(deploy()));
    assertEquals(Optional.of(OLD), SwitchFacts.before(deploy(), List.of(NEW, OLD, OLDEST)));
  }

  @Test
  void aHalfDoneSwitchCanBeUndone() throws Exception {
    SwitchFacts.begin(deploy(), List.of(OLDEST));
    assertTrue(SwitchFacts.isSwitched(deploy(), List.of(NEW, OLDEST)));
    assertFalse(SwitchFacts.isSwitched(deploy(), List.of(OLDEST)));
    assertEquals(Optional.of(OLDEST), SwitchFacts.before(deploy(), List.of(NEW, OLD, OLDEST)));
  }

  @Test
  void aFirstDeploymentHasNoPredecessor() throws Exception {
    SwitchFacts.begin(deploy(), List.of());
    assertEquals(Optional.empty(), SwitchFacts.before(deploy(), List.of(NEW, OLD)));
  }

  @Test
  void doesNotUndoARollbackWithoutFacts() throws Exception {
    DeployContext rollback = context(DeployAct.ROLLBACK, Optional.of(OLD));
    SwitchFacts.begin(rollback, List.of(NEW));
    assertTrue(SwitchFacts.isSwitched(rollback, List.of(OLD)));
    Files.delete(rollback.folder().facts("switch"));
    assertFalse(SwitchFacts.isSwitched(rollback, List.of(OLD)));
  }
}
