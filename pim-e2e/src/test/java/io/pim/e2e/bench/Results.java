package io.pim.e2e.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The measurements and problems of a run. */
final class Results {
  private static final String NOT_HERE = "no part of this run";
  private static final double BYTES_IN_MEGABYTE = 1e6;

  private final Map<Measure, List<Double>> values = new EnumMap<>(Measure.class);
  private final Map<Contender, Map<Phase, List<Double>>> phases = new EnumMap<>(Contender.class);
  private final Map<Contender, String> notRun = new EnumMap<>(Contender.class);
  private final List<String> faults = new ArrayList<>();
  private final Map<Contender, List<String>> wrongImages = new LinkedHashMap<>();

  void took(Measure measure, Duration time) {
    double seconds = time.toNanos() / 1e9;
    add(measure, measure.unit() == Measure.Unit.MILLISECONDS ? seconds * 1000 : seconds);
  }

  void weighs(Measure measure, long bytes) {
    add(measure, bytes / BYTES_IN_MEGABYTE);
  }

  private void add(Measure measure, double value) {
    values.computeIfAbsent(measure, m -> new ArrayList<>()).add(value);
  }

  void phases(Contender contender, Map<Phase, Duration> times) {
    Map<Phase, List<Double>> all =
        phases.computeIfAbsent(contender, c -> new EnumMap<>(Phase.class));
    times.forEach(
        (phase, time) ->
            all.computeIfAbsent(phase, p -> new ArrayList<>()).add(time.toNanos() / 1e9));
  }

  /** Records why this machine cannot measure a contender. */
  void notRun(Contender contender, String why) {
    notRun.put(contender, why);
  }

  /** Records a fault of an image; from then on, no measure of its contender counts. */
  void wrongImage(Contender contender, String build, List<String> problems) {
    List<String> all = wrongImages.computeIfAbsent(contender, c -> new ArrayList<>());
    problems.forEach(problem -> all.add(build + ": " + problem));
  }

  /** Records that a part of the run failed. */
  void fault(String what) {
    faults.add(what);
  }

  /** The values of a measure; empty if it was not taken, or its images are wrong. */
  Optional<Samples> samples(Measure measure) {
    boolean wrong = measure.of().filter(wrongImages::containsKey).isPresent();
    return wrong || !values.containsKey(measure)
        ? Optional.empty()
        : Optional.of(new Samples(values.get(measure)));
  }

  Optional<Samples> samples(Contender contender, Phase phase) {
    return Optional.ofNullable(phases.getOrDefault(contender, Map.of()).get(phase))
        .map(Samples::new);
  }

  /** The reason why a measure has no samples. */
  String whyMissing(Measure measure) {
    return measure
        .of()
        .map(
            contender ->
                wrongImages.containsKey(contender)
                    ? "an image of " + contender.title() + " is wrong"
                    : notRun.getOrDefault(contender, NOT_HERE))
        .orElse(NOT_HERE);
  }

  /** All problems, as text. */
  List<String> faults() {
    List<String> all = new ArrayList<>(faults);
    wrongImages.values().forEach(all::addAll);
    return all;
  }

  Map<Contender, String> notRun() {
    return Map.copyOf(notRun);
  }
}
