package io.pim.model.config;

import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Checks and reads a value.
 *
 * @param <T> the type of the value once read
 */
public interface Rule<T> {
  /** The rule in words that can follow the field's name: {@code must be a size such as 20G}. */
  String wording();

  /** The typed value; empty when {@code value} breaks the rule. */
  Optional<T> read(ConfigValue value);

  /** Reads the value of a command-line option exactly as a value in a file. */
  default Optional<T> readText(String text) {
    return read(ConfigScalar.ofText(text));
  }

  /** The JSON Schema of the values that the rule accepts, for editors; it may accept more. */
  default Map<String, Object> shape() {
    return JsonShape.scalar();
  }

  /** This rule with a JSON Schema for editors. */
  default Rule<T> shaped(Map<String, Object> shape) {
    Rule<T> plain = this;
    return new Rule<>() {
      @Override
      public String wording() {
        return plain.wording();
      }

      @Override
      public Optional<T> read(ConfigValue value) {
        return plain.read(value);
      }

      @Override
      public Map<String, Object> shape() {
        return shape;
      }
    };
  }

  /** Reports {@code value} if it breaks the rule. */
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

  /** Adds a condition, with its own wording, to this rule. */
  default Rule<T> and(String wording, Predicate<T> condition) {
    return Rule.<T>of(wording, scalar -> read(scalar).filter(condition)).shaped(shape());
  }
}
