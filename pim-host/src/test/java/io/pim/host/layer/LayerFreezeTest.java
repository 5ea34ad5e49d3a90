package io.pim.host.layer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pim.host.build.TestBuilds;
import io.pim.model.files.BuildId;
import io.pim.model.files.PimFolders;
import io.pim.model.plan.StepKey;
import io.pim.model.unit.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Whenever a freeze is killed, there is either no layer or a complete one. */
@Timeout(300)
class LayerFreezeTest {
  private static final BuildId BUILD = TestBuilds.ID;
  private static final StepKey KEY = StepKey.of("ab".repeat(32));
  private static final int DISK_BYTES = 3 << 20;
  private static final int MOMENTS = 8;

  @TempDir Path folder;
  private PimFolders folders;
  private LayerStore layers;

  @BeforeEach
  void make() {
    folders = new TestBuilds(folder).folders();
    layers = new LayerStore(folders, disk -> true);
  }

  private Path work(BuildId build) throws IOException {
    Path disk = folders.build(build.text()).workDisk(KEY);
    Files.createDirectories(disk.getParent());
    return Files.write(disk, bytes(build));
  }

  private static byte[] bytes(BuildId build) {
    byte[] bytes = new byte[DISK_BYTES];
    new Random(build.hashCode()).nextBytes(bytes);
    return bytes;
  }

  private Path variables() throws IOException {
    return Files.writeString(folder.resolve("vars"), "boot0001");
  }

  private LayerFreeze freeze(Path work) throws IOException {
    return new LayerFreeze(
        work,
        Optional.of(variables()),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        new LayerPlace(folders.layers(), KEY, BUILD));
  }

  private Optional<Layer> found() throws Exception {
    return layers.find(KEY, Optional.empty());
  }

  private static void assertWhole(Layer layer, BuildId build) throws IOException {
    assertEquals(Sha256.ofBytes(bytes(build)), Sha256.ofFile(layer.disk()));
    assertEquals("boot0001", Files.readString(layer.uefiVariables().orElseThrow()));
  }

  @Test
  void aFreezeStoppedAfterEachOperationLeavesNothingOrAll() throws Exception {
    int count = freeze(folder.resolve("work")).operations().size();
    for (int done = 0; done <= count; done++) {
      Path work = work(BUILD);
      for (LayerFreeze.Operation operation : freeze(work).operations().subList(0, done)) {
        operation.run();
      }

      Optional<Layer> layer = found();
      assertEquals(done == count, layer.isPresent(), "after " + done + " operations");
      assertEquals(layer.isEmpty(), Files.exists(work), "the disk is lost");

      layers.keep(work, Optional.of(variables()), Optional.empty(), Optional.empty(), KEY, BUILD);
      assertWhole(found().orElseThrow(), BUILD);
      for (Path file : list()) {
        Files.delete(file);
      }
    }
  }

  private List<Path> list() throws IOException {
    try (var files = Files.list(folders.layers().resolve(KEY.toString()))) {
      return files.toList();
    }
  }

  /**
   * Real kills, spread evenly over the time that a freeze takes here: every run has the same
   * moments, and a failure reports its moment.
   */
  @Test
  void aKilledProcessLeavesNothingOrAll() throws Exception {
    long whole = freezeFor(Long.MAX_VALUE);
    requireNothingOrAll("never killed");
    requireFreezeAgain();
    for (int part = 0; part < MOMENTS; part++) {
      long moment = whole * part / MOMENTS;
      String when = "killed " + moment / 1000 + " us (" + part + "/" + MOMENTS + ") into it";
      freezeFor(moment);

      requireNothingOrAll(when);
      requireFreezeAgain();
    }
  }

  /** Freezes in another process, which is killed after a limit. Returns the time that it took. */
  private long freezeFor(long nanos) throws Exception {
    Process process = FreezingProcess.start(work(BUILD), variables(), folder);
    try {
      assertEquals('>', process.getInputStream().read(), "it never began");
      long start = System.nanoTime();
      boolean ended = process.waitFor(nanos, TimeUnit.NANOSECONDS);
      assertTrue(ended || nanos < Long.MAX_VALUE);
      return System.nanoTime() - start;
    } finally {
      process.destroyForcibly().waitFor();
    }
  }

  private void requireNothingOrAll(String when) throws Exception {
    Path work = folders.build(BUILD.text()).workDisk(KEY);
    Optional<Layer> layer = found();
    assertEquals(layer.isEmpty(), Files.exists(work), when);
    if (layer.isPresent()) {
      assertWhole(layer.get(), BUILD);
    }
  }

  private void requireFreezeAgain() throws Exception {
    Path work = folders.build(BUILD.text()).workDisk(KEY);
    layers.keep(work, Optional.of(variables()), Optional.empty(), Optional.empty(), KEY, BUILD);
    assertWhole(found().orElseThrow(), BUILD);
    for (Path file : list()) {
      Files.delete(file);
    }
  }

  @Test
  void severalBuildsMayKeepOneKeyAtOnce() throws Exception {
    List<BuildId> builds = new ArrayList<>();
    for (int i = 10; i < 18; i++) {
      builds.add(BuildId.of("web-x86_64-20261122-1200" + i));
    }
    Path variables = variables();
    CyclicBarrier together = new CyclicBarrier(builds.size());
    ExecutorService threads = Executors.newFixedThreadPool(builds.size());
    try {
      List<Future<?>> ends = new ArrayList<>();
      for (BuildId build : builds) {
        Path work = work(build);
        ends.add(
            threads.submit(
                () -> {
                  together.await();
                  layers.keep(
                      work, Optional.of(variables), Optional.empty(), Optional.empty(), KEY, build);
                  return null;
                }));
      }
      for (Future<?> end : ends) {
        end.get(120, TimeUnit.SECONDS);
      }
    } finally {
      threads.shutdownNow();
    }

    for (BuildId build : builds) {
      assertWhole(layers.find(KEY, Optional.of(build)).orElseThrow(), build);
    }
    assertEquals(3 * builds.size(), list().size(), list().toString());
  }

  /** A worker that was considered dead, and its successor. */
  @Test
  void simultaneousAttemptsOfOneBuildMakeOneLayer() throws Exception {
    for (int round = 0; round < 20; round++) {
      Path work = work(BUILD);
      Path variables = variables();
      CyclicBarrier together = new CyclicBarrier(2);
      ExecutorService threads = Executors.newFixedThreadPool(2);
      try {
        List<Future<?>> ends = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
          ends.add(
              threads.submit(
                  () -> {
                    together.await();
                    layers.keep(
                        work,
                        Optional.of(variables),
                        Optional.empty(),
                        Optional.empty(),
                        KEY,
                        BUILD);
                    return null;
                  }));
        }
        for (Future<?> end : ends) {
          end.get(120, TimeUnit.SECONDS);
        }
      } finally {
        threads.shutdownNow();
      }
      assertWhole(found().orElseThrow(), BUILD);
      assertFalse(Files.exists(work));
      assertTrue(layers.has(KEY, BUILD));
      for (Path file : list()) {
        Files.delete(file);
      }
    }
  }
}
