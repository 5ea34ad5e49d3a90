package io.pim.worker.metrics;

import com.uber.m3.tally.RootScopeBuilder;
import com.uber.m3.tally.Scope;
import com.uber.m3.tally.ScopeCloseException;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.prometheus.PrometheusConfig;
import io.micrometer.prometheus.PrometheusMeterRegistry;
import io.pim.host.remote.StoreTraffic;
import io.pim.model.unit.ListenAddress;
import io.prometheus.client.exporter.common.TextFormat;
import io.temporal.common.interceptors.WorkerInterceptor;
import io.temporal.common.reporter.MicrometerClientStatsReporter;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Collects metrics with Micrometer and serves them in Prometheus' text format. */
final class PrometheusMetrics implements WorkerMetrics {
  private static final Logger LOG = LoggerFactory.getLogger(PrometheusMetrics.class);

  /** Temporal's SDK adds its metrics up for this long before it reports them. */
  private static final int SDK_REPORTS_EVERY_SECONDS = 5;

  private static final Duration MEASURE_EVERY = Duration.ofSeconds(30);

  private final ListenAddress address;
  private final PrometheusMeterRegistry registry;
  private final Scope scope;
  private final StoreTraffic traffic;
  private Optional<MetricsEndpoint> endpoint = Optional.empty();
  private String obstacle = "";
  private HostGauges gauges;
  private long measuredAt;

  private PrometheusMetrics(ListenAddress address, PrometheusMeterRegistry registry) {
    this.address = address;
    this.registry = registry;
    this.traffic = new TrafficCounters(registry);
    this.scope =
        new RootScopeBuilder()
            .reporter(new MicrometerClientStatsReporter(registry))
            .reportEvery(com.uber.m3.util.Duration.ofSeconds(SDK_REPORTS_EVERY_SECONDS));
  }

  static PrometheusMetrics at(ListenAddress address, String hostId) {
    PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    registry.config().commonTags("host", hostId);
    SdkMetrics.limit(registry);
    Runtime runtime = Runtime.getRuntime();
    Gauge.builder("pim.worker.heap.used", runtime, r -> r.totalMemory() - r.freeMemory())
        .description("Bytes of the worker's heap in use")
        .baseUnit("bytes")
        .register(registry);
    Gauge.builder("pim.worker.heap.limit", runtime, Runtime::maxMemory)
        .description("The largest size of the worker's heap")
        .baseUnit("bytes")
        .register(registry);
    return new PrometheusMetrics(address, registry);
  }

  @Override
  public Scope scope() {
    return scope;
  }

  @Override
  public List<WorkerInterceptor> interceptors() {
    return List.of(new StepTimes(registry));
  }

  @Override
  public StoreTraffic storeTraffic() {
    return traffic;
  }

  @Override
  public synchronized void observe(HostView host) {
    gauges = HostGauges.of(host, registry);
  }

  @Override
  public synchronized void refresh() throws IOException, InterruptedException {
    if (endpoint.isEmpty()) {
      listen();
    }
    long now = System.nanoTime();
    if (gauges != null && (measuredAt == 0 || now - measuredAt >= MEASURE_EVERY.toNanos())) {
      measuredAt = now;
      gauges.measure();
    }
  }

  /** Another worker that is about to end may have the port; no build waits for that. */
  private void listen() {
    try {
      MetricsEndpoint opened =
          MetricsEndpoint.open(address, registry::scrape, TextFormat.CONTENT_TYPE_004);
      endpoint = Optional.of(opened);
      LOG.info("the metrics are at {}", opened.url());
    } catch (IOException e) {
      String message = String.valueOf(e.getMessage());
      if (!message.equals(obstacle)) {
        LOG.error("{}", message);
      }
      obstacle = message;
    }
  }

  @Override
  public synchronized void close() {
    endpoint.ifPresent(MetricsEndpoint::close);
    try {
      scope.close();
    } catch (ScopeCloseException e) {
      LOG.warn("the last metrics of Temporal's SDK are lost: {}", e.toString());
    }
    registry.close();
  }
}
