/** Measures a worker and its host, and serves the metrics to Prometheus, if pim.yml says where. */
package io.pim.worker.metrics;
