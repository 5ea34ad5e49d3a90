package io.pim.model.config;

import java.util.ArrayList;
import java.util.List;

/** Collects problems so that all of them are reported at once. */
public final class Problems {
  private final List<Problem> list = new ArrayList<>();

  public void add(Problem problem) {
    // A set: a wrong value that several profiles inherit is reported once.
    if (!list.contains(problem)) {
      list.add(problem);
    }
  }

  public boolean isEmpty() {
    return list.isEmpty();
  }

  public List<Problem> list() {
    return List.copyOf(list);
  }

  /**
   * Throws if any problem was added.
   *
   * @throws ConfigProblems with all of them
   */
  public void throwIfAny() {
    if (!list.isEmpty()) {
      throw new ConfigProblems(list);
    }
  }
}
