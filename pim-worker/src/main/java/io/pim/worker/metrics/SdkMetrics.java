package io.pim.worker.metrics;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.distribution.DistributionStatisticConfig;
import java.time.Duration;
import java.util.stream.Stream;

/** Keeps the metrics of Temporal's SDK small. */
final class SdkMetrics {
  private static final String PREFIX = "temporal_";

  /** The SDK asks for about 70 buckets; these tell a slow service from a slow step. */
  private static final double[] BUCKETS =
      Stream.of("PT0.005S", "PT0.02S", "PT0.1S", "PT0.5S", "PT2S", "PT10S", "PT1M", "PT10M", "PT1H")
          .mapToDouble(text -> Duration.parse(text).toNanos())
          .toArray();

  /** PIM has about 30 types of activities. Others come only from strangers to PIM. */
  private static final int MOST_TYPES = 100;

  private SdkMetrics() {}

  static void limit(MeterRegistry registry) {
    registry
        .config()
        .meterFilter(
            new MeterFilter() {
              @Override
              public DistributionStatisticConfig configure(
                  Meter.Id id, DistributionStatisticConfig config) {
                return id.getName().startsWith(PREFIX) ? FEW_BUCKETS.merge(config) : config;
              }
            });
    for (String label : new String[] {"activity_type", "workflow_type"}) {
      registry
          .config()
          .meterFilter(
              MeterFilter.maximumAllowableTags(PREFIX, label, MOST_TYPES, MeterFilter.deny()));
    }
  }

  private static final DistributionStatisticConfig FEW_BUCKETS =
      DistributionStatisticConfig.builder()
          .percentilesHistogram(false)
          .serviceLevelObjectives(BUCKETS)
          .build();
}
