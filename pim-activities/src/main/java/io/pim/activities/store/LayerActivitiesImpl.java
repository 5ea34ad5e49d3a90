package io.pim.activities.store;

import io.pim.activities.step.Heartbeat;
import io.pim.activities.step.StepRunner;
import io.pim.host.build.OpenBuild;
import io.pim.host.build.OpenBuilds;
import io.pim.host.image.Progress;
import io.pim.host.layer.PlanLayers;
import io.pim.host.remote.layers.LayerPull;
import io.pim.host.remote.layers.PushedLayers;
import io.pim.model.failure.BuildFailure;
import io.pim.model.plan.PlanStep;
import io.pim.model.store.StoreAddress;
import io.pim.model.unit.ByteSize;
import io.pim.workflows.activity.LayerActivities;
import io.pim.workflows.activity.LayerOrder;
import io.pim.workflows.activity.TakeOver;
import io.pim.workflows.activity.TakenLayers;
import java.io.IOException;
import java.util.Optional;

/** Shares the layers of this host's builds through the store, and says so in their logs. */
public final class LayerActivitiesImpl implements LayerActivities {
  private static final String STEP = "layers";

  private final StepRunner runner;
  private final OpenBuilds builds;
  private final PlanLayers layers;
  private final Pusher pusher;
  private final Puller puller;
  private final String hostId;

  /** Pushes a step's layer to a store. */
  @FunctionalInterface
  public interface Pusher {
    PushedLayers push(StoreAddress store, OpenBuild build, PlanStep step, Progress progress)
        throws IOException, InterruptedException;
  }

  /** Pulls the newest layer of a build that is newer than that of a step. */
  @FunctionalInterface
  public interface Puller {
    Optional<LayerPull.Pulled> pull(
        StoreAddress store, OpenBuild build, Optional<PlanStep> here, Progress progress)
        throws IOException, InterruptedException;
  }

  public LayerActivitiesImpl(
      StepRunner runner,
      OpenBuilds builds,
      PlanLayers layers,
      Pusher pusher,
      Puller puller,
      String hostId) {
    this.runner = runner;
    this.builds = builds;
    this.layers = layers;
    this.pusher = pusher;
    this.puller = puller;
    this.hostId = hostId;
  }

  /** Does not wait for the build's steps, which run at the same time. */
  @Override
  public String push(LayerOrder order) {
    return runner.guarded(
        "push layers",
        heartbeat -> {
          OpenBuild build = builds.open(order.buildId());
          PlanStep step = build.step(order.step());
          try {
            PushedLayers pushed = pusher.push(order.store(), build, step, heartbeat::fraction);
            String line = shown(step, pushed);
            build.log().add(STEP, line);
            return line;
          } catch (BuildFailure e) {
            warn(build, step, e.report().what() + " " + e.report().why());
            throw e;
          } catch (IOException e) {
            warn(build, step, e.toString());
            throw e;
          }
        });
  }

  private static void warn(OpenBuild build, PlanStep step, String why) {
    build.log().add(STEP, "warning: the layer of " + step.name() + " was not pushed: " + why);
  }

  private static String shown(PlanStep step, PushedLayers pushed) {
    return pushed.layers() == 0
        ? "the store has the layer of " + step.name()
        : "the layer of %s was pushed: %d of its stack were missing, %s sent"
            .formatted(step.name(), pushed.layers(), new ByteSize(pushed.sent()).rounded());
  }

  @Override
  public TakenLayers take(TakeOver from) {
    return runner.run(
        from.buildId(),
        "take layers",
        (build, heartbeat) -> {
          from.lostHost()
              .ifPresent(
                  lost ->
                      build
                          .log()
                          .add(STEP, "host " + lost + " was lost: host " + hostId + " continues"));
          return from.store().isPresent()
              ? take(from.store().get(), build, heartbeat)
              : TakenLayers.NONE;
        });
  }

  private TakenLayers take(StoreAddress store, OpenBuild build, Heartbeat heartbeat)
      throws IOException, InterruptedException {
    Optional<PlanStep> here = layers.newest(build).map(PlanLayers.Found::step);
    heartbeat.line("looking for layers in " + store);
    Optional<LayerPull.Pulled> pulled = puller.pull(store, build, here, heartbeat::fraction);
    pulled.ifPresent(
        its ->
            build
                .log()
                .add(
                    STEP,
                    "the layer of %s was pulled from %s, %s"
                        .formatted(
                            its.step().name(),
                            store.layers(),
                            new ByteSize(its.received()).rounded())));
    return new TakenLayers(pulled.map(its -> its.step().name()));
  }
}
