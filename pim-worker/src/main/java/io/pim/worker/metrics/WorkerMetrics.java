package io.pim.worker.metrics;

import com.uber.m3.tally.NoopScope;
import com.uber.m3.tally.Scope;
import io.pim.host.remote.StoreTraffic;
import io.pim.model.unit.ListenAddress;
import io.temporal.common.interceptors.WorkerInterceptor;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * The metrics of a worker. Without an address to serve them at, PIM measures nothing and loads no
 * class of Micrometer, because every worker would start later and need more memory.
 */
public interface WorkerMetrics extends AutoCloseable {
  /** Measures nothing. */
  WorkerMetrics NONE = new WorkerMetrics() {};

  /**
   * The metrics that are served at an address.
   *
   * @param hostId the label {@code host} of every metric
   */
  static WorkerMetrics at(Optional<ListenAddress> address, String hostId) {
    return address.isPresent() ? PrometheusMetrics.at(address.get(), hostId) : NONE;
  }

  /** Receives the metrics of Temporal's SDK. */
  default Scope scope() {
    return new NoopScope();
  }

  /** Measure activities. */
  default List<WorkerInterceptor> interceptors() {
    return List.of();
  }

  /** Counts the bytes between this host and the shared store. */
  default StoreTraffic storeTraffic() {
    return StoreTraffic.UNCOUNTED;
  }

  /** From now on, the metrics of this host are served as well. */
  default void observe(HostView host) {}

  /**
   * Serves the metrics if they are not served yet and their port is free, and measures everything
   * that is too slow to measure at each request. Call this at intervals.
   *
   * @throws IOException when the host cannot be measured
   */
  default void refresh() throws IOException, InterruptedException {}

  @Override
  default void close() {}
}
