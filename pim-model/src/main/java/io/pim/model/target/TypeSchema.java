package io.pim.model.target;

import io.pim.model.config.ConfigMap;
import io.pim.model.config.Problem;
import io.pim.model.config.Problems;
import io.pim.model.config.Rule;
import io.pim.model.config.Rules;
import io.pim.model.config.Schema;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;

/**
 * Everything that a type requires of its settings.
 *
 * @param fields every field with its rule
 * @param needed the fields without a default, each with its description
 * @param together checks fields against each other
 */
record TypeSchema(
    Schema fields, Map<String, String> needed, BiConsumer<ConfigMap, Problems> together) {
  static final String TYPE = "type";

  TypeSchema {
    needed = Map.copyOf(needed);
  }

  /** A type with the fields that all types have, and no other yet. */
  static TypeSchema begin() {
    Schema common =
        Schema.closed()
            .field(TYPE, Rules.oneOf(TargetType.ids().toArray(String[]::new)))
            .field(CommonSettings.NAME, NameTemplate.RULE)
            .field(CommonSettings.ARCHITECTURES, TargetRules.ARCHITECTURES)
            .field(CommonSettings.KEEP, TargetRules.KEEP)
            .field(CommonSettings.TRY, TargetRules.YES_NO)
            .field(CommonSettings.TRY_TIMEOUT, Rules.DURATION_TEXT);
    return new TypeSchema(common, Map.of(), (map, problems) -> {});
  }

  TypeSchema field(String key, Rule<?> rule) {
    fields.field(key, rule);
    return this;
  }

  TypeSchema section(String key, Schema section) {
    fields.section(key, section);
    return this;
  }

  TypeSchema need(String key, String what) {
    Map<String, String> all = new LinkedHashMap<>(needed);
    all.put(key, what);
    return new TypeSchema(fields, all, together);
  }

  TypeSchema also(BiConsumer<ConfigMap, Problems> check) {
    return new TypeSchema(fields, needed, together.andThen(check));
  }

  Set<String> names() {
    return fields.names();
  }

  /** Reports every mistake in the settings of one target. */
  void check(ConfigMap settings, Problems problems) {
    fields.check(settings, problems);
    needed.forEach(
        (key, what) -> {
          if (settings.get(key).isEmpty()) {
            problems.add(missing(settings, key, what));
          }
        });
    together.accept(settings, problems);
  }

  static Problem missing(ConfigMap section, String key, String what) {
    return Problem.at(section.origin(), "needs " + key + ": " + what, "");
  }
}
