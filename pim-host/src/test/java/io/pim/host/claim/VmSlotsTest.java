package io.pim.host.claim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pim.host.build.TestBuilds;
import io.pim.model.files.BuildId;
import io.pim.model.files.PimFolders;
import io.pim.model.json.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(180)
class VmSlotsTest {
  @TempDir Path folder;
  private PimFolders folders;
  private VmSlots slots;
  private final ExecutorService threads = Executors.newCachedThreadPool();

  @BeforeEach
  void make() {
    folders = new TestBuilds(folder).folders();
    slots = new VmSlots(folders, 2, TestBuilds.SERVICE);
  }

  @AfterEach
  void stop() {
    threads.shutdownNow();
  }

  private static BuildId build(int number) {
    return BuildId.of(String.format("web-x86_64-20261122-%06d", number));
  }

  @Test
  void givesABuildOnlyOneSlot() throws Exception {
    assertTrue(slots.tryClaim(build(1)));
    assertTrue(slots.tryClaim(build(1)));
    assertTrue(slots.hasFree());
    assertTrue(slots.tryClaim(build(2)));

    assertFalse(slots.hasFree());
    assertFalse(slots.tryClaim(build(3)));
    assertTrue(slots.tryClaim(build(2)));
  }

  @Test
  void claimsOutliveTheWorker() throws Exception {
    slots.tryClaim(build(1));
    slots.tryClaim(build(2));

    VmSlots restarted = new VmSlots(folders, 2, TestBuilds.SERVICE);

    assertEquals(
        List.of(build(1), build(2)), restarted.holders().stream().sorted(BY_TEXT).toList());
    assertFalse(restarted.tryClaim(build(3)));
    restarted.release(build(1));
    restarted.release(build(1));
    assertTrue(restarted.tryClaim(build(3)));
  }

  @Test
  void refusesASlotWithoutABuildId() throws Exception {
    Files.createDirectories(folders.claims());
    Files.createFile(folders.claims().resolve(".DS_Store"));
    Files.createFile(folders.claims().resolve("notes"));

    assertEquals(List.of(), slots.holders());
  }

  @Test
  void neverExceedsItsCapacity() throws Exception {
    int count = 40;
    AtomicInteger held = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    CountDownLatch start = new CountDownLatch(1);
    List<Future<?>> all = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      BuildId build = build(i);
      all.add(
          threads.submit(
              () -> {
                start.await();
                while (!slots.tryClaim(build)) {
                  Thread.onSpinWait();
                }
                most.accumulateAndGet(held.incrementAndGet(), Math::max);
                held.decrementAndGet();
                slots.release(build);
                return build;
              }));
    }
    start.countDown();
    for (Future<?> one : all) {
      one.get(120, TimeUnit.SECONDS);
    }

    assertTrue(most.get() <= 2, "held at once: " + most);
    assertEquals(List.of(), slots.holders());
  }

  /** Several workers of one host, in one process or in several. */
  @Test
  void severalWorkersTogetherKeepWithinTheCapacity() throws Exception {
    CountDownLatch start = new CountDownLatch(1);
    List<Future<Boolean>> all = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      BuildId build = build(i);
      VmSlots worker = new VmSlots(folders, 2, TestBuilds.SERVICE);
      all.add(
          threads.submit(
              () -> {
                start.await();
                return worker.tryClaim(build);
              }));
    }
    start.countDown();
    int claimed = 0;
    for (Future<Boolean> one : all) {
      claimed += one.get(120, TimeUnit.SECONDS) ? 1 : 0;
    }

    assertEquals(2, claimed);
    assertEquals(2, slots.holders().size());
  }

  /** The check of a build takes a moment, in which the build may arrive here. */
  @Test
  void keepsASlotClaimedSinceTheCheck() throws Exception {
    Optional<Claim> none = slots.claim(build(1));
    slots.tryClaim(build(1));
    Optional<Claim> first = slots.claim(build(1));
    slots.tryClaim(build(1));

    for (Optional<Claim> seen : List.of(none, first)) {
      assertFalse(slots.endUnlessClaimedSince(build(1), seen, () -> slots.release(build(1))));
    }
    assertEquals(List.of(build(1)), slots.holders());

    Optional<Claim> last = slots.claim(build(1));
    assertTrue(slots.endUnlessClaimedSince(build(1), last, () -> slots.release(build(1))));
    assertEquals(List.of(), slots.holders());
  }

  @Test
  void refusesClaimsOfABuildThatIsEnding() throws Exception {
    slots.endUnlessClaimedSince(
        build(1), slots.claim(build(1)), () -> assertFalse(slots.tryClaim(build(1))));

    assertTrue(slots.tryClaim(build(1)));
  }

  @Test
  void readsClaimsOfOlderPims() throws Exception {
    Path old = folders.claims().resolve(build(1).text());
    Json.write(old, TestBuilds.SERVICE);
    assertEquals(Optional.of(TestBuilds.SERVICE), slots.claim(build(1)).orElseThrow().service());
    Files.write(old, new byte[0]);
    Optional<Claim> seen = slots.claim(build(1));
    assertEquals(Optional.empty(), seen.orElseThrow().service());

    slots.tryClaim(build(1));

    assertNotEquals(seen, slots.claim(build(1)));
  }

  @Test
  void notifiesTheListenerOnlyOfReleases() throws Exception {
    AtomicInteger calls = new AtomicInteger();
    slots.onRelease(calls::incrementAndGet);
    slots.tryClaim(build(1));

    slots.release(build(2));
    assertEquals(0, calls.get());
    slots.release(build(1));
    assertEquals(1, calls.get());
  }

  private static final java.util.Comparator<BuildId> BY_TEXT =
      java.util.Comparator.comparing(BuildId::text);
}
