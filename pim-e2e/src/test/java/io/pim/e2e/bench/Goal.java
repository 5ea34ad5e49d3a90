package io.pim.e2e.bench;

import java.util.Optional;

/** A goal: a measure, or its ratio to another one, must not exceed a limit. */
enum Goal {
  FULL(
      "full build without verify ÷ Packer's",
      Measure.PIM_FULL_UNVERIFIED,
      Measure.PACKER_FULL,
      0.85),
  VERIFIED("full build with verify ÷ Packer's", Measure.PIM_FULL, Measure.PACKER_FULL, 1.2),
  REBUILD(
      "rebuild after an edit of the last script ÷ Packer's full build",
      Measure.PIM_REBUILD,
      Measure.PACKER_FULL,
      0.5),
  NOTHING("nothing to do ÷ Packer's full build", Measure.PIM_NOTHING, Measure.PACKER_FULL, 0.01),
  BYTES("image ÷ Packer's", Measure.PIM_BYTES, Measure.PACKER_BYTES, 0.93),
  KILLED("full build with a killed worker ÷ without", Measure.PIM_KILLED, Measure.PIM_FULL, 1.05),
  RESUMED("killed worker to progress (s)", Measure.PIM_RESUMED, 3),
  RETRY("retry to the script's first line (s)", Measure.PIM_RETRY, 2),
  NOTHING_SECONDS("nothing to do (s)", Measure.PIM_NOTHING, 1.2),
  VERSION("pim --version (ms)", Measure.VERSION_START, 250),
  COMPLETE("pim __complete build run (ms)", Measure.COMPLETE_START, 400),
  HELP("pim --help (ms)", Measure.HELP_START, 800),
  PROFILES("pim profile list (ms)", Measure.PROFILES_START, 800),
  BUILDS("pim build list (ms)", Measure.BUILDS_START, 500),
  DOCTOR("pim doctor (ms)", Measure.DOCTOR_START, 5000);

  /** Whether the goal was met. */
  enum Verdict {
    MET("met"),
    NOT_MET("NOT met"),
    NOT_MEASURED("not measured");

    private final String title;

    Verdict(String title) {
      this.title = title;
    }

    String title() {
      return title;
    }
  }

  /**
   * The result of a goal.
   *
   * @param remark why it was not measured; otherwise empty
   */
  record Outcome(Goal goal, Verdict verdict, Optional<Double> value, String remark) {}

  private final String title;
  private final Measure measure;
  private final Optional<Measure> dividedBy;
  private final double limit;

  Goal(String title, Measure measure, double limit) {
    this.title = title;
    this.measure = measure;
    this.dividedBy = Optional.empty();
    this.limit = limit;
  }

  Goal(String title, Measure measure, Measure dividedBy, double limit) {
    this.title = title;
    this.measure = measure;
    this.dividedBy = Optional.of(dividedBy);
    this.limit = limit;
  }

  String title() {
    return title;
  }

  /** The value that the limit applies to. */
  Measure measure() {
    return measure;
  }

  double limit() {
    return limit;
  }

  /** Compares the medians. A goal without measurements is not met. */
  Outcome judge(Results results) {
    if (results.samples(measure).isEmpty()) {
      return missing(results, measure);
    }
    double value = results.samples(measure).get().median();
    if (dividedBy.isPresent()) {
      Optional<Samples> divisor = results.samples(dividedBy.get());
      if (divisor.isEmpty()) {
        return missing(results, dividedBy.get());
      }
      value /= divisor.get().median();
    }
    Verdict verdict = value <= limit ? Verdict.MET : Verdict.NOT_MET;
    return new Outcome(this, verdict, Optional.of(value), "");
  }

  private Outcome missing(Results results, Measure what) {
    return new Outcome(this, Verdict.NOT_MEASURED, Optional.empty(), results.whyMissing(what));
  }
}
