package io.pim.worker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.pim.host.claim.BuildService;
import io.pim.host.claim.VmSlots;
import io.pim.model.files.BuildId;
import io.pim.model.files.PimFolders;
import io.pim.worker.connection.Polls;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PollWatchTest {
  private static final BuildId BUILD = BuildId.of("web-x86_64-20261122-120000");

  @TempDir Path folder;
  private final Polls polls = new Polls();
  private final WorkerHealth health = new WorkerHealth();
  private VmSlots slots;
  private PollWatch watch;

  @BeforeEach
  void make() {
    slots =
        new VmSlots(
            PimFolders.of(Map.of(), folder, folder), 1, new BuildService("test", "default"));
    watch = new PollWatch(polls, List.of("steps"), List.of("claims"), slots, health);
  }

  private void look(int times, String... polled) throws Exception {
    for (int i = 0; i < times; i++) {
      List.of(polled).forEach(polls::polled);
      watch.run();
    }
  }

  @Test
  void acceptsWorkingPollers() throws Exception {
    for (int i = 0; i < 10; i++) {
      look(PollWatch.MAX_SILENT_LOOKS - 1, "other");
      assertFalse(health.isBroken());
      look(1, "steps", "claims");
    }
    assertFalse(health.isBroken());
  }

  @Test
  void aPollerThatHasDiedBreaksTheWorker() throws Exception {
    look(1, "steps", "claims");

    look(PollWatch.MAX_SILENT_LOOKS, "claims");

    assertEquals("nothing has polled its task queue steps for some minutes", health.awaitBroken());
  }

  @Test
  void acceptsAFullHostThatPollsNoClaims() throws Exception {
    slots.tryClaim(BUILD);
    look(3 * PollWatch.MAX_SILENT_LOOKS, "steps");
    assertFalse(health.isBroken());

    slots.release(BUILD);
    look(PollWatch.MAX_SILENT_LOOKS + 1, "steps");
    assertEquals("nothing has polled its task queue claims for some minutes", health.awaitBroken());
  }
}
