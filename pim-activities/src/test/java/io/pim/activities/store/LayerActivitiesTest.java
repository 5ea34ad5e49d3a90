package io.pim.activities.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pim.activities.step.Bench;
import io.pim.host.build.OpenBuild;
import io.pim.host.build.TestBuilds;
import io.pim.host.layer.LayerStore;
import io.pim.host.layer.PlanLayers;
import io.pim.host.remote.layers.LayerPull;
import io.pim.host.remote.layers.PushedLayers;
import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
import io.pim.model.plan.PlanStep;
import io.pim.model.store.StoreAddress;
import io.pim.workflows.activity.LayerOrder;
import io.pim.workflows.activity.TakeOver;
import io.pim.workflows.activity.TakenLayers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A build's log about layers in the store. */
class LayerActivitiesTest {
  private static final StoreAddress STORE =
      StoreAddress.of("oci://registry.example.org/team", false, Optional.empty());

  @TempDir Path folder;
  private final Bench bench = new Bench();
  private TestBuilds builds;
  private LayerStore layers;
  private OpenBuild build;
  private LayerActivitiesImpl.Pusher pusher = (store, of, step, progress) -> new PushedLayers(2, 5);
  private LayerActivitiesImpl.Puller puller = (store, of, here, progress) -> Optional.empty();

  @BeforeEach
  void open() throws IOException {
    builds = new TestBuilds(folder);
    layers = new LayerStore(builds.folders(), Files::exists);
    build = builds.save(TestBuilds.ID);
  }

  @AfterEach
  void close() {
    bench.close();
  }

  private LayerActivitiesImpl activities() {
    return new LayerActivitiesImpl(
        Bench.runner(builds),
        builds.builds(),
        new PlanLayers(layers),
        (store, of, step, progress) -> pusher.push(store, of, step, progress),
        (store, of, here, progress) -> puller.pull(store, of, here, progress),
        "host2");
  }

  private String log() throws IOException {
    return Files.readString(build.folder().log());
  }

  private void push() {
    bench.run(() -> activities().push(new LayerOrder(TestBuilds.ID, "install", STORE)));
  }

  private TakenLayers take(Optional<StoreAddress> store) {
    return bench.run(
        () -> activities().take(new TakeOver(TestBuilds.ID, store, Optional.of("host1"))));
  }

  @Test
  void logsAPush() throws Exception {
    push();

    assertTrue(log().contains("[layers] the layer of install was pushed: 2 of its stack"), log());
  }

  @Test
  void aFailedPushIsAWarning() throws Exception {
    pusher =
        (store, of, step, progress) -> {
          throw BuildFailure.of(FailureKind.TARGET_REFUSED, "The registry does not let PIM write.")
              .why("It is " + TestBuilds.SECRET + ".")
              .todo("Log in.")
              .build();
        };

    FailureKind kind =
        bench
            .report(() -> activities().push(new LayerOrder(TestBuilds.ID, "install", STORE)))
            .kind();

    assertEquals(FailureKind.TARGET_REFUSED, kind);
    assertTrue(
        log().contains("warning: the layer of install was not pushed: The registry does not let"),
        log());
    assertTrue(!log().contains(TestBuilds.SECRET), log());
  }

  /** A layer may be removed while it is pushed. */
  @Test
  void aMissingFileIsAWarningToo() throws Exception {
    pusher =
        (store, of, step, progress) -> {
          throw new java.nio.file.NoSuchFileException("the disk");
        };

    bench.report(() -> activities().push(new LayerOrder(TestBuilds.ID, "install", STORE)));

    assertTrue(log().contains("warning: the layer of install was not pushed"), log());
  }

  @Test
  void logsTheLostHostAndThePulledLayers() throws Exception {
    PlanStep base = build.step("script:base");
    puller = (store, of, here, progress) -> Optional.of(new LayerPull.Pulled(base, 3 << 20));

    assertEquals(new TakenLayers(Optional.of("script:base")), take(Optional.of(STORE)));

    assertTrue(log().contains("[layers] host host1 was lost: host host2 continues"), log());
    assertTrue(
        log().contains("the layer of script:base was pulled from registry.example.org/team/layers"),
        log());
  }

  @Test
  void pullsOnlyLayersNewerThanTheHostsOwn() throws Exception {
    Path work = Files.writeString(folder.resolve("work"), "installed");
    layers.keep(
        work,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        build.step("install").requiredKey(),
        TestBuilds.ID);
    Optional<?>[] seen = {Optional.empty()};
    puller =
        (store, of, here, progress) -> {
          seen[0] = here.map(PlanStep::name);
          return Optional.empty();
        };

    assertEquals(TakenLayers.NONE, take(Optional.of(STORE)));

    assertEquals(Optional.of("install"), seen[0]);
  }

  @Test
  void logsOnlyTheLossWithoutAStore() throws Exception {
    puller =
        (store, of, here, progress) -> {
          throw new AssertionError("there is no store");
        };

    assertEquals(TakenLayers.NONE, take(Optional.empty()));

    assertTrue(log().contains("host host1 was lost"), log());
  }
}
