package io.pim.worker.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.pim.host.remote.StoreTraffic;
import io.pim.tools.oci.Traffic;
import java.util.EnumMap;
import java.util.Map;

/**
 * The counters of the bytes between a host and the shared store. They exist from the start, at 0.
 */
final class TrafficCounters implements StoreTraffic {
  private final Map<Kind, Traffic> counters = new EnumMap<>(Kind.class);

  TrafficCounters(MeterRegistry registry) {
    for (Kind kind : Kind.values()) {
      Counter sent =
          counter(registry, "pim.store.sent", "Bytes that this worker sent to the store", kind);
      Counter received =
          counter(
              registry, "pim.store.received", "Bytes that this worker got from the store", kind);
      counters.put(kind, new Counted(sent, received));
    }
  }

  private static Counter counter(MeterRegistry registry, String name, String about, Kind kind) {
    return Counter.builder(name)
        .description(about)
        .baseUnit("bytes")
        .tags("kind", StepNames.lower(kind.name()))
        .register(registry);
  }

  private record Counted(Counter out, Counter in) implements Traffic {
    @Override
    public void sent(long bytes) {
      out.increment((double) bytes);
    }

    @Override
    public void received(long bytes) {
      in.increment((double) bytes);
    }
  }

  @Override
  public Traffic of(Kind kind) {
    return counters.get(kind);
  }
}
