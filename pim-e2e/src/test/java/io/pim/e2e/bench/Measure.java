package io.pim.e2e.bench;

import java.util.Optional;

/** The measures, each taken once per round. */
enum Measure {
  HAND_FULL("full build by hand", Unit.SECONDS, Contender.HAND),
  PACKER_FULL("full build by Packer", Unit.SECONDS, Contender.PACKER),
  PIM_FULL("full build by PIM", Unit.SECONDS, Contender.PIM),
  PIM_FULL_UNVERIFIED("... without verify", Unit.SECONDS, Contender.PIM),
  PIM_REBUILD("PIM, the last script edited", Unit.SECONDS, Contender.PIM),
  PIM_NOTHING("PIM, nothing to do", Unit.SECONDS, Contender.PIM),
  PIM_RETRY("PIM, retry to a held script's first line", Unit.SECONDS, Contender.PIM),
  PIM_KILLED("full build by PIM, its worker killed once", Unit.SECONDS, Contender.PIM),
  PIM_RESUMED(
      "... from the kill until a new worker follows the script", Unit.SECONDS, Contender.PIM),
  HAND_BYTES("image made by hand", Unit.MEGABYTES, Contender.HAND),
  PACKER_BYTES("image of Packer", Unit.MEGABYTES, Contender.PACKER),
  PIM_BYTES("image of PIM", Unit.MEGABYTES, Contender.PIM),
  JAVA_START("java -version", Unit.MILLISECONDS),
  VERSION_START("pim --version", Unit.MILLISECONDS),
  COMPLETE_START("pim __complete build run", Unit.MILLISECONDS),
  HELP_START("pim --help", Unit.MILLISECONDS),
  PROFILES_START("pim profile list", Unit.MILLISECONDS),
  BUILDS_START("pim build list", Unit.MILLISECONDS),
  DOCTOR_START("pim doctor", Unit.MILLISECONDS);

  /** The unit and notation of values. */
  enum Unit {
    SECONDS("s", 1),
    MILLISECONDS("ms", 0),
    MEGABYTES("MB", 1);

    private final String symbol;
    private final int decimals;

    Unit(String symbol, int decimals) {
      this.symbol = symbol;
      this.decimals = decimals;
    }

    String symbol() {
      return symbol;
    }

    int decimals() {
      return decimals;
    }
  }

  private final String title;
  private final Unit unit;
  private final Optional<Contender> of;

  Measure(String title, Unit unit) {
    this.title = title;
    this.unit = unit;
    this.of = Optional.empty();
  }

  Measure(String title, Unit unit, Contender of) {
    this.title = title;
    this.unit = unit;
    this.of = Optional.of(of);
  }

  String title() {
    return title;
  }

  Unit unit() {
    return unit;
  }

  /** The contender whose builds this measure describes; empty for the start of commands. */
  Optional<Contender> of() {
    return of;
  }
}
