package io.pim.model.config;

import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * What a value must be, and how it is read.
 *
 * @param <T> the type it is read as
 */
public interface Rule<T> {
  /** The rule in words that follow the field's name: {@code must be a size such as 20G}. */
  String wording();

  /** The value read; empty where it breaks the rule. */
  Optional<T> read(ConfigValue value);

  /** The value of an option of the command line, read as a file's would be. */
  default Optional<T> readText(String text) {
    return read(ConfigScalar.ofText(text));
  }

  /** Tells what is wrong with {@code value}, if anything. */
  default void check(ConfigValue value, Problems problems) {
    if (read(value).isEmpty()) {
      problems.add(Problem.at(value.origin(), wording(), value.shown()));
    }
  }

  /** A rule for single values. */
  static <T> Rule<T> of(String wording, Function<ConfigScalar, Optional<T>> reader) {
    return new Rule<>() {
      @Override
      public String wording() {
        return wording;
      }

      @Override
      public Optional<T> read(ConfigValue value) {
        return value instanceof ConfigScalar scalar ? reader.apply(scalar) : Optional.empty();
      }
    };
  }

  /** A rule for single values that adds a condition to this one, in words of its own. */
  default Rule<T> and(String wording, Predicate<T> condition) {
    return of(wording, scalar -> read(scalar).filter(condition));
  }
}
