package io.pim.cli.watch;

import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Selects one step's lines from a log, in which a line is a time, the step in brackets, and text.
 * It remembers all steps in the log, to distinguish a silent step from a typing error.
 */
public final class StepLines implements Predicate<String> {
  private final String step;
  private final Set<String> met = new LinkedHashSet<>();

  /**
   * @param step a step's name; for a script, its own name is enough
   */
  public StepLines(String step) {
    this.step = step;
  }

  @Override
  public boolean test(String line) {
    String[] parts = line.split(" ", 3);
    if (parts.length < 3 || !parts[1].startsWith("[") || !parts[1].endsWith("]")) {
      return false;
    }
    String name = parts[1].substring(1, parts[1].length() - 1);
    met.add(name);
    return isIt(name);
  }

  /** Whether the step has any lines. */
  public boolean found() {
    return met.stream().anyMatch(this::isIt);
  }

  /** The steps that have lines, in the log's order. */
  public Set<String> met() {
    return met;
  }

  private boolean isIt(String name) {
    return name.equals(step) || name.equals("script:" + step);
  }
}
