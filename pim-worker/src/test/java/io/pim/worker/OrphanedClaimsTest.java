package io.pim.worker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pim.model.files.BuildFolder;
import io.pim.model.json.Json;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.WorkflowStub;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(300)
class OrphanedClaimsTest extends OrphanedClaimsFixture {
  @Test
  void leavesTheSlotOfARunningBuildAlone() throws Exception {
    start(memo(BUILD));

    orphans.cleanUp();

    assertEquals(List.of(BUILD), slots.holders());
  }

  @Test
  void cleansUpABuildThatNobodyKnows() throws Exception {
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
  void cleansUpABuildThatHasEnded() throws Exception {
    start(memo(BUILD)).terminate("for the test");

    orphans.cleanUp();

    assertEquals(List.of(), slots.holders());
  }

  @Test
  void releasesTheSlotOfAnEarlierBuildOfTheProfile() throws Exception {
    slots.tryClaim(LATER);
    start(memo(LATER));

    orphans.cleanUp();

    assertEquals(List.of(LATER), slots.holders());
  }

  @Test
  void leavesAWorkflowWithoutABuildIdAlone() throws Exception {
    start(Map.of());

    orphans.cleanUp();

    assertEquals(List.of(BUILD), slots.holders());
  }

  /** A held build has returned its slot; if it is then aborted, it leaves a key and disks. */
  @Test
  void cleansUpABuildWithoutASlot() throws Exception {
    slots.release(BUILD);
    BuildFolder build = folders.build(BUILD.text());
    Files.createDirectories(build.root());
    Files.createDirectories(build.work());
    Files.writeString(build.sshKey(), "key");
    Json.write(build.service(), SERVICE);
    Files.writeString(build.verifyDisk(), "disk");
    WorkflowStub held = start(memo(BUILD));

    orphans.cleanUp();
    assertTrue(Files.exists(build.sshKey()), "it is held, and may continue");

    held.terminate("for the test");
    orphans.cleanUp();
    assertFalse(Files.exists(build.sshKey()));
    assertFalse(Files.exists(build.work()));
  }

  /** The worker was killed, or stopped for long, just when it was to release the host. */
  @Test
  void releasesTheSlotOfABuildThatWasHeldWithoutAWorker() throws Exception {
    BuildFolder build = folders.build(BUILD.text());
    Files.createDirectories(build.root());
    Files.writeString(build.sshKey(), "key");
    Json.write(build.service(), SERVICE);
    work("nobody", Held.class);
    start(memo(BUILD), on("host1"));

    orphans(actingOnEachCall(() -> slots.tryClaim(BUILD))).cleanUp();
    assertEquals(List.of(BUILD), slots.holders(), "the build was retried at that moment");
    cleanUpUntilNobodyHoldsASlot();
    assertTrue(Files.exists(build.sshKey()), "only its end removes what a retry needs");
  }

  /**
   * If the host kept the slot of a claim whose answer was lost, it would not poll for that build.
   */
  @Test
  void releasesAClaimWhoseAnswerWasLost() throws Exception {
    work("claims", Claiming.class);
    WorkflowStub workflow =
        environment
            .getWorkflowClient()
            .newUntypedWorkflowStub(
                "Build",
                WorkflowOptions.newBuilder()
                    .setWorkflowId(BUILD.workflowId())
                    .setTaskQueue("claims")
                    .setMemo(memo(BUILD))
                    .build());
    workflow.start();
    BuildWhereabouts whereabouts = new BuildWhereabouts(environment.getWorkflowClient(), "host1");
    while (whereabouts.of(BUILD) != BuildWhereabouts.Place.NOT_PLACED) {
      Thread.onSpinWait();
    }
    cleanUpUntilNobodyHoldsASlot();
  }

  @Test
  void skipsABuildThatCannotBeCleanedUp() throws Exception {
    slots.tryClaim(LATER);
    BuildFolder build = folders.build(BUILD.text());
    Files.createDirectories(build.root().resolve("a folder/that is not empty"));

    orphans.cleanUp();

    assertEquals(List.of(BUILD), slots.holders());
  }
}
