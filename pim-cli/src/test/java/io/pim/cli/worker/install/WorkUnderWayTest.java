package io.pim.cli.worker.install;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pim.cli.output.CommandFailure;
import io.pim.cli.output.Complaint;
import io.pim.cli.output.ExitStatus;
import io.pim.host.claim.BuildService;
import io.pim.model.json.Json;
import io.pim.tools.process.ProcessIdentity;
import io.pim.worker.connection.GivenTask;
import io.pim.workflows.activity.HostRecordActivities;
import io.pim.workflows.host.HostWorkflow;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A worker that has work, with or without a machine, is not removed. */
@Timeout(300)
class WorkUnderWayTest {
  private static final String BUILD = "web-x86_64-20261128-010203";
  private static final String WORKFLOW = "web-x86_64";
  private static final String IMAGE = "/var/lib/pim/cache/images/web.qcow2";
  private static final HostWork.Run PUSHING = new HostWork.Run(BUILD, WORKFLOW, "push");
  private static final String AWAY = "the Temporal service does not answer";
  private static final ProcessIdentity DEAD =
      new ProcessIdentity(ProcessHandle.current().pid(), Instant.EPOCH, "another boot");

  @TempDir Path folder;
  private InstallFixture host;

  @BeforeEach
  void setUp() throws Exception {
    host = new InstallFixture(folder);
    host.install(Optional.of(InstallFixture.invitation()));
    host.machine.changes.clear();
  }

  private Complaint refused(boolean purge) {
    CommandFailure failure = assertThrows(CommandFailure.class, () -> host.uninstall(purge, false));
    assertEquals(List.of(), host.machine.changes);
    assertEquals(ExitStatus.FAILED, failure.complaint().exitStatus());
    return failure.complaint();
  }

  private void serviceHas(List<HostWork.Run> builds, List<HostWork.Run> deployments) {
    host.work = new HostWork(builds, deployments, List.of(), Optional.empty());
  }

  private void serviceIsAway() {
    host.work = HostWork.unknown(AWAY);
  }

  private void task(ProcessIdentity worker, String workflowType, String activity) throws Exception {
    GivenTask task = new GivenTask("dG9rZW4=", WORKFLOW, "run", workflowType, activity);
    Path file = host.machine.at(Path.of("/run/pim/pim/tasks/1-" + task.key() + ".json"));
    Files.createDirectories(file.getParent());
    Json.write(
        file,
        Map.of(
            "place",
            1,
            "worker",
            worker,
            "service",
            new BuildService("temporal.example:7233", "builds"),
            "task",
            task));
  }

  @Test
  void aPushIsInTheWayUnlessForced() throws Exception {
    serviceHas(List.of(PUSHING), List.of());
    Complaint complaint = refused(false);
    assertEquals(List.of("build " + BUILD + ": push"), complaint.why());
    assertTrue(complaint.todo().contains("pim worker drain new-host-1a2b3c --wait"));
    assertTrue(complaint.todo().contains("--force"));
    assertEquals(List.of("new-host-1a2b3c"), host.asked);

    host.uninstall(false, true);
    assertEquals(1, host.asked.size(), "--force needs no service");
    assertEquals(Map.of(), host.machine.accounts);
  }

  @Test
  void aDeploymentIsInTheWay() {
    serviceHas(List.of(), List.of(new HostWork.Run("web-lab-20261128-010203", "deploy:l", "")));
    Complaint complaint = refused(false);
    assertEquals(List.of("deployment web-lab-20261128-010203"), complaint.why());
    assertTrue(complaint.todo().contains("pim deploy watch"));
  }

  /** Claims, the service and the worker's records know the same build. */
  @Test
  void eachBuildIsNamedOnce() throws Exception {
    host.write("/var/lib/pim/state/pim/claims/" + BUILD, "{}");
    task(ProcessIdentity.ofThis(), "Build", "StorePush");
    serviceHas(List.of(PUSHING), List.of());
    assertEquals(List.of("build " + BUILD + ": push"), refused(false).why());
    serviceIsAway();
    assertEquals(List.of("build " + BUILD), refused(false).why());
  }

  @Test
  void theWorkersOwnRecordsCountWhileTheServiceIsAway() throws Exception {
    serviceIsAway();
    task(ProcessIdentity.ofThis(), "Build", "StorePush");
    assertEquals(List.of(WORKFLOW + ": StorePush"), refused(false).why());
    host.uninstall(false, true);
    assertEquals(Map.of(), host.machine.accounts);
  }

  @Test
  void anIdleHostOfADeadServiceIsRemoved() throws Exception {
    serviceIsAway();
    task(ProcessIdentity.ofThis(), HostWorkflow.TYPE, HostRecordActivities.REPORT);
    host.write(IMAGE, "an image");
    String said = host.uninstall(false, false);
    assertTrue(said.contains("note   " + AWAY + ": builds that wait to push their image"), said);
    assertTrue(Files.exists(host.machine.at(Path.of(IMAGE))));
    assertEquals(Map.of(), host.machine.accounts);
  }

  @Test
  void recordsOfADeadWorkerAreNotInTheWay() throws Exception {
    task(DEAD, "Build", "StorePush");
    host.uninstall(false, false);
    assertEquals(Map.of(), host.machine.accounts);
  }

  /** A build may wait to push its image again, and only the service knows of it. */
  @Test
  void imagesAreNotRemovedWhileTheServiceIsAwayUnlessForced() throws Exception {
    serviceIsAway();
    host.write(IMAGE, "an image");
    Complaint complaint = refused(true);
    assertEquals(List.of(AWAY), complaint.why());
    assertTrue(complaint.todo().contains("--force"));
    host.uninstall(true, true);
    assertFalse(Files.exists(host.machine.at(Path.of(IMAGE))));
  }

  @Test
  void withoutImagesNothingIsLostWhileTheServiceIsAway() throws Exception {
    serviceIsAway();
    host.uninstall(true, false);
    assertEquals(Map.of(), host.machine.accounts);
  }

  @Test
  void heldBuildsAreNamed() throws Exception {
    host.work = new HostWork(List.of(), List.of(), List.of(BUILD), Optional.empty());
    String said = host.uninstall(false, false);
    assertTrue(said.contains("note   held builds lose their layers"), said);
    assertTrue(said.contains(BUILD), said);
  }

  @Test
  void anInterruptedRemovalDoesNotAskAgain() throws Exception {
    Files.delete(host.machine.at(Path.of("/etc/systemd/system/pim-worker.service")));
    serviceHas(List.of(PUSHING), List.of());
    host.uninstall(false, false);
    assertEquals(List.of(), host.asked);
  }
}
