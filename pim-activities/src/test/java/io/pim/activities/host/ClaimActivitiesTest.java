package io.pim.activities.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.pim.activities.step.Bench;
import io.pim.host.build.TestBuilds;
import io.pim.host.claim.VmSlots;
import io.pim.model.failure.FailureKind;
import io.pim.workflows.activity.ClaimActivities;
import io.pim.workflows.activity.HostClaim;
import io.temporal.failure.ApplicationFailure;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ClaimActivitiesTest {
  @TempDir Path folder;
  private final Bench bench = new Bench();
  private VmSlots slots;
  private ClaimActivitiesImpl claims;

  @BeforeEach
  void make() {
    TestBuilds builds = new TestBuilds(folder);
    slots = new VmSlots(builds.folders(), 1, TestBuilds.SERVICE);
    claims = new ClaimActivitiesImpl(Bench.runner(builds), slots, "host1");
  }

  @AfterEach
  void close() {
    bench.close();
  }

  @Test
  void aClaimNamesTheHostAndMayBeRepeated() throws Exception {
    assertEquals(new HostClaim("host1"), bench.run(() -> claims.claim(TestBuilds.ID)));
    assertEquals(new HostClaim("host1"), bench.run(() -> claims.claim(TestBuilds.ID)));
    assertEquals(List.of(TestBuilds.ID), slots.holders());
  }

  /** A host with a full disk must not hold a build that another host could take. */
  @Test
  void aClaimThatCannotBeWrittenReturnsToItsQueue() throws Exception {
    Path small = Files.createDirectories(folder.resolve("small"));
    assumeTrue(
        run("mount", "-t", "tmpfs", "-o", "size=64k", "pim-test", small.toString()),
        "only root mounts a small file system");
    try {
      fill(small.resolve("filler"));
      claims =
          new ClaimActivitiesImpl(
              Bench.runner(new TestBuilds(folder)),
              new VmSlots(new TestBuilds(small).folders(), 1, TestBuilds.SERVICE),
              "host1");

      ApplicationFailure failure = bench.failure(() -> claims.claim(TestBuilds.ID));

      assertEquals(FailureKind.DISK_FULL.name(), failure.getType(), failure.toString());
      assertFalse(failure.isNonRetryable());
    } finally {
      assertTrue(run("umount", small.toString()));
    }
  }

  private static boolean run(String... command) throws Exception {
    return new ProcessBuilder(command).redirectErrorStream(true).start().waitFor() == 0;
  }

  /** Leaves space for names, but not for contents. */
  private static void fill(Path file) throws Exception {
    try (OutputStream out = Files.newOutputStream(file)) {
      byte[] page = new byte[4096];
      for (int i = 0; i < 64; i++) {
        out.write(page);
      }
    } catch (IOException full) {
      assertTrue(full.getMessage().contains("No space left"), full.toString());
    }
  }

  /** A claim that waits for a slot must not occupy what running builds need. */
  @Test
  void aClaimWithoutAFreeSlotReturnsAtOnce() throws Exception {
    slots.tryClaim(TestBuilds.OTHER);

    ApplicationFailure noRoom = bench.failure(() -> claims.claim(TestBuilds.ID));

    assertEquals(ClaimActivities.NO_ROOM, noRoom.getType());
    assertEquals(
        "all VM slots of host1 are taken by [" + TestBuilds.OTHER + "]",
        noRoom.getOriginalMessage());
    assertFalse(noRoom.isNonRetryable());
    assertEquals(Duration.ofSeconds(1), noRoom.getNextRetryDelay(), "after any number of attempts");
    assertEquals(List.of(TestBuilds.OTHER), slots.holders());

    slots.release(TestBuilds.OTHER);
    assertEquals(new HostClaim("host1"), bench.run(() -> claims.claim(TestBuilds.ID)));
  }
}
