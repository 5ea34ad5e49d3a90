package io.pim.model.config;

import java.util.ArrayList;
import java.util.List;

/** Collects problems, so that a person hears of all of them at once. */
public final class Problems {
  private final List<Problem> list = new ArrayList<>();

  public void add(Problem problem) {
    // A value that several profiles inherit is wrong once.
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
   * Ends here if there are problems.
   *
   * @throws ConfigProblems with all of them
   */
  public void throwIfAny() {
    if (!list.isEmpty()) {
      throw new ConfigProblems(list);
    }
  }
}
