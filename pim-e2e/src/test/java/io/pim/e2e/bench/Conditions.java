package io.pim.e2e.bench;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * The conditions of a run.
 *
 * @param loads the load average over a minute, at the beginning and after each round
 * @param versions program to version
 */
record Conditions(
    Instant begun,
    String processor,
    int processors,
    List<Double> loads,
    Map<String, String> versions,
    Guest guest,
    int rounds) {
  Conditions {
    loads = List.copyOf(loads);
  }
}
