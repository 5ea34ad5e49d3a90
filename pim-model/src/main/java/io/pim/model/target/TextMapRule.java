package io.pim.model.target;

import io.pim.model.config.ConfigMap;
import io.pim.model.config.ConfigValue;
import io.pim.model.config.JsonShape;
import io.pim.model.config.Problem;
import io.pim.model.config.Problems;
import io.pim.model.config.Rule;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Names that the user chooses, each with a text of one line, such as tags. */
record TextMapRule(Rule<String> text) implements Rule<Map<String, String>> {
  @Override
  public String wording() {
    return "must be names and values";
  }

  @Override
  public Map<String, Object> shape() {
    return JsonShape.named(text.shape());
  }

  @Override
  public Optional<Map<String, String>> read(ConfigValue value) {
    if (!(value instanceof ConfigMap map)) {
      return Optional.empty();
    }
    Map<String, String> result = new LinkedHashMap<>();
    map.entries().forEach((key, entry) -> text.read(entry).ifPresent(t -> result.put(key, t)));
    return result.size() == map.entries().size() ? Optional.of(result) : Optional.empty();
  }

  /** Reports the invalid values instead of the whole map. */
  @Override
  public void check(ConfigValue value, Problems problems) {
    if (value instanceof ConfigMap map) {
      map.entries().values().forEach(entry -> text.check(entry, problems));
    } else {
      problems.add(Problem.at(value.origin(), wording(), value.shown()));
    }
  }
}
