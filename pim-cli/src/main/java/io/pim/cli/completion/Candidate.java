package io.pim.cli.completion;

/**
 * A possible completion of the word at the cursor.
 *
 * @param description a few words; may be empty
 */
public record Candidate(String value, String description) {
  static Candidate of(String value) {
    return new Candidate(value, "");
  }

  /** The candidate after a prefix, as in {@code --arch=arm64}. */
  Candidate after(String prefix) {
    return new Candidate(prefix + value, description);
  }

  /** Whether the value is free of control characters, which would break the lines of the answer. */
  boolean isPrintable() {
    return !value.isEmpty() && value.chars().noneMatch(Character::isISOControl);
  }
}
