package io.pim.e2e.bench;

import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;

/** The values of one measure in the order of measurement; at least one. */
record Samples(List<Double> values) {
  Samples {
    values = List.copyOf(values);
    if (values.isEmpty()) {
      throw new IllegalArgumentException("no values");
    }
  }

  /** The median: the middle value, or the mean of the middle two. */
  double median() {
    double[] sorted = sorted();
    int upper = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[upper] : (sorted[upper - 1] + sorted[upper]) / 2;
  }

  double least() {
    return sorted()[0];
  }

  double most() {
    return sorted()[values.size() - 1];
  }

  private double[] sorted() {
    double[] sorted = values.stream().flatMapToDouble(DoubleStream::of).toArray();
    Arrays.sort(sorted);
    return sorted;
  }
}
