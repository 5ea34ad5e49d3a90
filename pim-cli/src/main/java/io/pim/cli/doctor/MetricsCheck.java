package io.pim.cli.doctor;

import io.pim.model.unit.ListenAddress;
import io.pim.worker.metrics.Scrape;
import java.io.IOException;
import java.util.Map;

/** Whether the worker of this host serves its metrics at the address in pim.yml. */
record MetricsCheck(ServiceReach reach, ListenAddress address) implements Check {
  @Override
  public String subject() {
    return "Metrics";
  }

  @Override
  public Finding look() throws InterruptedException {
    if (reach.status().worker().isEmpty()) {
      return Finding.ok(subject(), "a worker would serve them at " + address);
    }
    String todo = "see " + reach.status().worker().get().log() + ", and worker.metrics in pim.yml";
    try {
      return Scrape.of(address).sum("pim_worker_info", Map.of()) == 1
          ? Finding.ok(subject(), "served at http://" + address + "/metrics")
          : Finding.warn(subject(), "another program serves its metrics at " + address, todo);
    } catch (IOException e) {
      String why = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
      return Finding.warn(
          subject(), "the worker does not serve them at " + address + ": " + why, todo);
    }
  }
}
