package io.pim.worker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pim.activities.build.OpenBuilds;
import io.pim.activities.host.BuildLife;
import io.pim.activities.host.VmSlots;
import io.pim.activities.machine.BuildMachines;
import io.pim.model.files.BuildFolder;
import io.pim.model.files.BuildId;
import io.pim.model.files.PimFolders;
import io.pim.workflows.visibility.BuildAttributes;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.WorkflowStub;
import io.temporal.testing.TestWorkflowEnvironment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** On a real, if small, server: workflows that nobody works on are running all the same. */
@Timeout(60)
class OrphanedClaimsTest {
  private static final BuildId BUILD = BuildId.of("web-x86_64-20261122-120000");
  private static final BuildId LATER = BuildId.of("web-x86_64-20261122-130000");

  @TempDir Path folder;
  private final TestWorkflowEnvironment environment = TestWorkflowEnvironment.newInstance();
  private PimFolders folders;
  private VmSlots slots;
  private OrphanedClaims orphans;

  @BeforeEach
  void make() throws Exception {
    folders = PimFolders.of(Map.of("XDG_RUNTIME_DIR", folder.toString()), folder, folder);
    slots = new VmSlots(folders, 2);
    BuildLife life =
        new BuildLife(
            folders,
            new OpenBuilds(folders, Clock.systemUTC()),
            new BuildMachines(HostTools.of(folders, System.getenv()).machines()),
            slots);
    orphans = new OrphanedClaims(environment.getWorkflowClient(), life);
    slots.tryClaim(BUILD);
  }

  @AfterEach
  void close() {
    environment.close();
  }

  private WorkflowStub start(Map<String, Object> memo) {
    WorkflowClient client = environment.getWorkflowClient();
    WorkflowStub workflow =
        client.newUntypedWorkflowStub(
            "Build",
            WorkflowOptions.newBuilder()
                .setWorkflowId(BUILD.workflowId())
                .setTaskQueue("nobody")
                .setMemo(memo)
                .build());
    workflow.start();
    return workflow;
  }

  private static Map<String, Object> memo(BuildId build) {
    return Map.of(BuildAttributes.BUILD_ID_MEMO, build.text());
  }

  @Test
  void aBuildThatRunsKeepsItsSlot() throws Exception {
    start(memo(BUILD));

    orphans.cleanUp();

    assertEquals(List.of(BUILD), slots.holders());
  }

  @Test
  void aBuildThatNobodyKnowsIsCleanedUp() throws Exception {
    BuildFolder build = folders.build(BUILD.text());
    Files.createDirectories(build.root());
    Files.writeString(build.sshKey(), "key");
    Files.writeString(build.log(), "log");

    orphans.cleanUp();

    assertEquals(List.of(), slots.holders());
    assertFalse(Files.exists(build.sshKey()));
    assertTrue(Files.exists(build.log()));
  }

  @Test
  void aBuildThatHasEndedIsCleanedUp() throws Exception {
    start(memo(BUILD)).terminate("for the test");

    orphans.cleanUp();

    assertEquals(List.of(), slots.holders());
  }

  @Test
  void aLaterBuildOfTheProfileDoesNotKeepTheEarliersSlot() throws Exception {
    slots.tryClaim(LATER);
    start(memo(LATER));

    orphans.cleanUp();

    assertEquals(List.of(LATER), slots.holders());
  }

  @Test
  void aWorkflowThatDoesNotSayWhichBuildItIsIsLeftAlone() throws Exception {
    start(Map.of());

    orphans.cleanUp();

    assertEquals(List.of(BUILD), slots.holders());
  }

  /** A held build has given its slot back; aborted meanwhile, it leaves a key and disks. */
  @Test
  void aBuildWithoutASlotIsCleanedUpToo() throws Exception {
    slots.release(BUILD);
    BuildFolder build = folders.build(BUILD.text());
    Files.createDirectories(build.root());
    Files.createDirectories(build.work());
    Files.writeString(build.sshKey(), "key");
    Files.writeString(build.verifyDisk(), "disk");
    WorkflowStub held = start(memo(BUILD));

    orphans.cleanUp();
    assertTrue(Files.exists(build.sshKey()), "it is held, and goes on");

    held.terminate("for the test");
    orphans.cleanUp();
    assertFalse(Files.exists(build.sshKey()));
    assertFalse(Files.exists(build.work()));
  }

  @Test
  void aBuildThatCannotBeCleanedUpDoesNotKeepTheWorkerFromStarting() throws Exception {
    slots.tryClaim(LATER);
    BuildFolder build = folders.build(BUILD.text());
    Files.createDirectories(build.root().resolve("a folder/that is not empty"));

    orphans.cleanUp();

    assertEquals(List.of(BUILD), slots.holders());
  }
}
