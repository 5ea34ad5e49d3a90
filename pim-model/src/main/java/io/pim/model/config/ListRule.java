package io.pim.model.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A list whose items all satisfy one rule.
 *
 * @param between the separator when a plain text is also accepted as a list; empty when it is not
 */
public record ListRule<T>(Rule<T> item, Optional<Pattern> between) implements Rule<List<T>> {
  public static <T> ListRule<T> of(Rule<T> item) {
    return new ListRule<>(item, Optional.empty());
  }

  /** Also accepts words in one text, as the Ruby PIM did: {@code packages: curl sudo}. */
  public static <T> ListRule<T> orWords(Rule<T> item) {
    return new ListRule<>(item, Optional.of(Pattern.compile("[\\s,]+")));
  }

  /**
   * Also accepts a comma-separated text, as the Ruby PIM did: {@code tasksel: standard,
   * ssh-server}. Items may contain blanks.
   */
  public static <T> ListRule<T> orCommas(Rule<T> item) {
    return new ListRule<>(item, Optional.of(Pattern.compile("\\s*,\\s*")));
  }

  @Override
  public String wording() {
    return between.isPresent() ? "must be a list, or words in one text" : "must be a list";
  }

  @Override
  public Optional<List<T>> read(ConfigValue value) {
    List<T> result = new ArrayList<>();
    for (ConfigValue part : parts(value).orElse(List.of())) {
      Optional<T> read = item.read(part);
      if (read.isEmpty()) {
        return Optional.empty();
      }
      result.add(read.get());
    }
    return parts(value).map(parts -> List.copyOf(result));
  }

  @Override
  public Map<String, Object> shape() {
    Map<String, Object> list = JsonShape.list(item.shape());
    return between.isPresent() ? JsonShape.any(List.of(list, JsonShape.text())) : list;
  }

  /** Reports the invalid items instead of the whole list. */
  @Override
  public void check(ConfigValue value, Problems problems) {
    parts(value)
        .ifPresentOrElse(
            parts -> parts.forEach(part -> item.check(part, problems)),
            () -> problems.add(Problem.at(value.origin(), wording(), value.shown())));
  }

  private Optional<List<ConfigValue>> parts(ConfigValue value) {
    if (value instanceof ConfigList list) {
      return Optional.of(list.items());
    }
    if (between.isPresent()
        && value instanceof ConfigScalar scalar
        && Rules.BLOCK.read(scalar).isPresent()) {
      return Optional.of(
          between
              .get()
              .splitAsStream(scalar.text().strip())
              .filter(word -> !word.isEmpty())
              .<ConfigValue>map(word -> new ConfigScalar(scalar.origin(), word, word))
              .toList());
    }
    return Optional.empty();
  }
}
