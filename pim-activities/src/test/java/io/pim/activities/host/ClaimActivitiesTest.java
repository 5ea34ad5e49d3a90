package io.pim.activities.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pim.activities.step.Bench;
import io.pim.host.build.TestBuilds;
import io.pim.host.claim.VmSlots;
import io.pim.tools.testing.Await;
import io.pim.workflows.activity.HostClaim;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
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

  @Test
  void aClaimWaitsVisiblyForASlot() throws Exception {
    slots.tryClaim(TestBuilds.OTHER);
    CompletableFuture<HostClaim> waiting =
        CompletableFuture.supplyAsync(() -> bench.run(() -> claims.claim(TestBuilds.ID)));
    Await.until(
        "the heartbeat says so",
        () ->
            bench.heartbeats().stream()
                .anyMatch(b -> b.line().equals("waiting for one of 1 VM slots of host1")));

    slots.release(TestBuilds.OTHER);

    assertEquals(new HostClaim("host1"), waiting.get(30, TimeUnit.SECONDS));
    assertEquals(List.of(TestBuilds.ID), slots.holders());
  }

  @Test
  void aClaimThatIsCancelledTakesNoSlot() throws Exception {
    slots.tryClaim(TestBuilds.OTHER);
    bench.cancel();

    bench.cancelled(() -> claims.claim(TestBuilds.ID));

    assertEquals(List.of(TestBuilds.OTHER), slots.holders());
    assertTrue(bench.heartbeats().size() >= 1);
  }
}
