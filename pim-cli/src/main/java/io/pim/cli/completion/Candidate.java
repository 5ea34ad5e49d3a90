package io.pim.cli.completion;

/**
 * A word that the word under the cursor may become.
 *
 * @param description a few words; may be empty
 */
public record Candidate(String value, String description) {
  static Candidate of(String value) {
    return new Candidate(value, "");
  }

  /** The same after a prefix, as in {@code --arch=arm64}. */
  Candidate after(String prefix) {
    return new Candidate(prefix + value, description);
  }

  /** Control characters in a name would be a line of their own in the answer to a shell. */
  boolean isPrintable() {
    return !value.isEmpty() && value.chars().noneMatch(Character::isISOControl);
  }
}
