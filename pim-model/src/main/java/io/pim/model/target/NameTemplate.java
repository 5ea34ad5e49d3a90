package io.pim.model.target;

import io.pim.model.config.Rule;
import io.pim.model.config.Rules;
import io.pim.model.unit.Architecture;

/**
 * The name that an image gets on a target, with {@code {profile}} and {@code {arch}} in it. A
 * driver replaces characters that its product does not allow.
 */
public record NameTemplate(String text) {
  static final NameTemplate USUAL = new NameTemplate("{profile}-{arch}");

  static final Rule<NameTemplate> RULE =
      of(
          "must be letters, digits and . _ + -, with {profile} and {arch} as placeholders",
          "(?:[A-Za-z0-9]|\\{profile\\}|\\{arch\\})(?:[A-Za-z0-9._+-]|\\{profile\\}|\\{arch\\}){0,127}");

  private static Rule<NameTemplate> of(String wording, String pattern) {
    Rule<String> text = Rules.matching(wording, pattern);
    return Rule.of(wording, scalar -> text.read(scalar).map(NameTemplate::new));
  }

  /** The name for an image of a profile and an architecture. */
  public String of(String profile, Architecture architecture) {
    return text.replace("{profile}", profile).replace("{arch}", architecture.id());
  }

  @Override
  public String toString() {
    return text;
  }
}
