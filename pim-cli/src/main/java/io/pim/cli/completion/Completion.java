package io.pim.cli.completion;

import java.util.List;

/**
 * The answer to a shell.
 *
 * @param files whether the shell should add file names, which it finds itself
 */
public record Completion(List<Candidate> candidates, boolean files) {
  static final Completion NOTHING = new Completion(List.of(), false);
  static final Completion FILES = new Completion(List.of(), true);

  public Completion {
    candidates = List.copyOf(candidates);
  }

  static Completion of(List<Candidate> candidates) {
    return new Completion(candidates, false);
  }

  /** The candidates that begin with the typed text. */
  Completion startingWith(String typed) {
    return new Completion(
        candidates.stream()
            .filter(Candidate::isPrintable)
            .filter(candidate -> candidate.value().startsWith(typed))
            .toList(),
        files);
  }
}
