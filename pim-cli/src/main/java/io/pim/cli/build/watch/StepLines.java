package io.pim.cli.build.watch;

import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Picks one step's lines out of a build's log, where a line is a time, the step in brackets, and
 * words. Remembers which steps it met, to tell a step that has said nothing from a slip of the pen.
 */
public final class StepLines implements Predicate<String> {
  private final String step;
  private final Set<String> met = new LinkedHashSet<>();

  /**
   * @param step a step's name; of a script, its own name does
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

  /** Whether any line was the step's. */
  public boolean found() {
    return met.stream().anyMatch(this::isIt);
  }

  /** The steps there were lines of, in the log's order. */
  public Set<String> met() {
    return met;
  }

  private boolean isIt(String name) {
    return name.equals(step) || name.equals("script:" + step);
  }
}
