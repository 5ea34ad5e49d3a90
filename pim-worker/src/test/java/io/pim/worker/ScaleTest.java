package io.pim.worker;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pim.worker.ManyBuilds.Built;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Measures the cost of orchestrating builds; {@code make scale} runs a thousand of them. */
@Tag("temporal")
class ScaleTest {
  private static final int AT_A_TIME = 10;

  /** Each worker that takes over a build reads its complete history. */
  private static final int MOST_EVENTS = 120;

  /** Caches and pools fill up at first. A build that stays in memory takes some 50 KB. */
  private static final long MOST_GROWTH = 24L << 20;

  @TempDir Path folder;
  private DevServer server;
  private ManyBuilds builds;

  @BeforeEach
  void setUp() throws Exception {
    server = DevServer.start(folder);
    builds = new ManyBuilds(server, folder, AT_A_TIME);
  }

  @AfterEach
  void tearDown() {
    if (builds != null) {
      builds.close();
    }
    if (server != null) {
      server.close();
    }
  }

  @Test
  void aBuildHasAShortHistoryAndLeavesNothingInMemory() throws Exception {
    builds.run(AT_A_TIME / 2);
    look(AT_A_TIME);
  }

  @Test
  @Tag("long")
  void aThousandBuildsLeaveNothingInMemory() throws Exception {
    Built one = builds.run(1).get(0);
    System.out.printf("one build alone   %5d ms%n", one.took().toMillis());
    builds.run(AT_A_TIME * 5);
    look(Integer.getInteger("pim.scale.builds", 1000));
  }

  private void look(int count) throws Exception {
    long before = ManyBuilds.heapBytes();
    long begin = System.nanoTime();
    List<Built> done = builds.run(count);
    Duration all = Duration.ofNanos(System.nanoTime() - begin);
    long after = ManyBuilds.heapBytes();
    int events = done.stream().mapToInt(Built::events).max().orElseThrow();
    double took = done.stream().mapToLong(build -> build.took().toMillis()).average().orElseThrow();
    System.out.printf(
        "%d builds, %d at a time: %.0f ms each, %.1f s in all; %d events; heap %d KB, %d KB before%n",
        count, AT_A_TIME, took, all.toMillis() / 1e3, events, after >> 10, before >> 10);

    assertTrue(events <= MOST_EVENTS, events + " events");
    assertTrue(after - before < MOST_GROWTH, (after - before) / 1024 + " KB more");
  }
}
