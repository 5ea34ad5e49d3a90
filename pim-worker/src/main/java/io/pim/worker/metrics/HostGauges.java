package io.pim.worker.metrics;

import io.grpc.StatusRuntimeException;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.pim.host.store.LayerTotals;
import io.pim.workflows.build.BuildWorkflow;
import io.pim.workflows.deploy.DeployWorkflow;
import io.pim.workflows.message.BuildState;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * The gauges of a host. A number that is not known yet, or cannot be read, is NaN, because 0 would
 * be a claim.
 */
final class HostGauges {
  /** The states of builds and deployments that are on a host. */
  private static final List<BuildState> ON_A_HOST = List.of(BuildState.RUNNING, BuildState.HELD);

  private static final String BUILDS = "pim.builds";
  private static final String WAITING = "pim.builds.waiting";
  private static final String DEPLOYMENTS = "pim.deployments";
  private static final String LAYERS = "pim.layers";
  private static final String LAYER_BYTES = "pim.layers.allocated";
  private static final String IMAGES = "pim.images";

  private final HostView host;

  /** The numbers of the last measurement. */
  private volatile Map<Series, Double> measured = Map.of();

  private HostGauges(HostView host) {
    this.host = host;
  }

  /** Names one number: a gauge and its value of the label {@code state}, if it has one. */
  private record Series(String gauge, String state) {}

  static HostGauges of(HostView host, MeterRegistry registry) {
    HostGauges gauges = new HostGauges(host);
    gauges.add(
        registry,
        "pim.worker.info",
        "The worker: 1, with its labels",
        Tags.of(
            "version",
            host.pimVersion(),
            "architecture",
            host.architecture().id(),
            "accelerator",
            StepNames.lower(host.accelerator().name())),
        all -> 1);
    Tags none = Tags.empty();
    gauges.add(
        registry,
        "pim.vm.slots",
        "The VM slots of the host",
        none,
        all -> all.host.slots().capacity());
    gauges.add(
        registry,
        "pim.vm.slots.used",
        "The VM slots that builds hold",
        none,
        HostGauges::slotsUsed);
    for (BuildState state : ON_A_HOST) {
      gauges.measured(registry, BUILDS, "Builds on this host, by state", state);
      gauges.measured(registry, DEPLOYMENTS, "Deployments on this host, by state", state);
    }
    gauges.measured(
        registry, WAITING, "Builds of the whole service that wait for a host of this architecture");
    gauges.measured(registry, LAYERS, "Layers on this host");
    gauges.measured(registry, LAYER_BYTES, "Bytes on the disk that the layers take");
    gauges.measured(registry, IMAGES, "Images in the registry of this host");
    return gauges;
  }

  private void measured(MeterRegistry registry, String name, String about, BuildState state) {
    String label = StepNames.lower(state.name());
    add(registry, name, about, Tags.of("state", label), all -> all.last(new Series(name, label)));
  }

  private void measured(MeterRegistry registry, String name, String about) {
    add(registry, name, about, Tags.empty(), all -> all.last(new Series(name, "")));
  }

  private void add(
      MeterRegistry registry,
      String name,
      String about,
      Tags tags,
      ToDoubleFunction<HostGauges> value) {
    Gauge.builder(name, this, value)
        .description(about)
        .baseUnit(name.equals(LAYER_BYTES) ? "bytes" : null)
        .tags(tags)
        .strongReference(true)
        .register(registry);
  }

  private double last(Series series) {
    return measured.getOrDefault(series, Double.NaN);
  }

  private double slotsUsed() {
    try {
      return host.slots().holders().size();
    } catch (IOException e) {
      return Double.NaN;
    }
  }

  /**
   * Measures again.
   *
   * @throws IOException if some of it cannot be measured
   */
  void measure() throws IOException, InterruptedException {
    Map<Series, Double> now = new HashMap<>();
    try {
      LayerTotals layers = host.layers().measure();
      now.put(new Series(LAYERS, ""), (double) layers.count());
      now.put(new Series(LAYER_BYTES, ""), (double) layers.size().allocated());
      now.put(new Series(IMAGES, ""), (double) host.registry().list().size());
      WorkflowCounts workflows = host.workflows();
      for (BuildState state : ON_A_HOST) {
        String label = StepNames.lower(state.name());
        now.put(new Series(BUILDS, label), workflows.here(BuildWorkflow.TYPE, state));
        now.put(new Series(DEPLOYMENTS, label), workflows.here(DeployWorkflow.TYPE, state));
      }
      now.put(new Series(WAITING, ""), workflows.waiting(BuildWorkflow.TYPE));
    } catch (StatusRuntimeException e) {
      throw new IOException("the service does not count builds: " + e.getStatus(), e);
    } finally {
      measured = Map.copyOf(now);
    }
  }
}
