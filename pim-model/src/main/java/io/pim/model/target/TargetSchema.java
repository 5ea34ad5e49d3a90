package io.pim.model.target;

import io.pim.model.config.ConfigMap;
import io.pim.model.config.ConfigValue;
import io.pim.model.config.NearestName;
import io.pim.model.config.Problem;
import io.pim.model.config.Problems;
import io.pim.model.config.Rule;
import io.pim.model.config.Rules;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Every field of {@code targets.d} with its rule. */
final class TargetSchema {
  static final Rule<String> TYPE_WORD = Rules.oneOf(TargetType.ids().toArray(String[]::new));
  private static final String KNOWN = "known: " + String.join(", ", TargetType.ids());

  private TargetSchema() {}

  private static TypeSchema of(TargetType type) {
    return switch (type) {
      case PROXMOX -> ProxmoxTarget.SCHEMA;
      case AWS -> AwsTarget.SCHEMA;
      case UTM -> UtmTarget.SCHEMA;
      case DIRECTORY -> DirectoryTarget.SCHEMA;
      case LIBVIRT -> LibvirtTarget.SCHEMA;
      case OCI -> OciTarget.SCHEMA;
    };
  }

  /**
   * The JSON Schema of one entry, for editors. An entry may get its type from {@code default}, so
   * only an entry that names a type must have that type's fields.
   */
  static Map<String, Object> shape() {
    List<Map<String, Object>> types = new ArrayList<>();
    Map<String, Object> all = new LinkedHashMap<>();
    for (TargetType type : TargetType.values()) {
      Map<String, Object> isIt = new LinkedHashMap<>();
      isIt.put("required", List.of(TypeSchema.TYPE));
      isIt.put("properties", Map.of(TypeSchema.TYPE, Map.of("const", type.id())));
      Map<String, Object> condition = new LinkedHashMap<>();
      condition.put("if", isIt);
      condition.put("then", of(type).fields().shape());
      types.add(condition);
      // For entries without a type of their own the schema has only the names.
      of(type).names().forEach(name -> all.putIfAbsent(name, Map.of()));
      all.put(TypeSchema.TYPE, TYPE_WORD.shape());
    }
    Map<String, Object> shape = new LinkedHashMap<>();
    shape.put("type", List.of("object", "null"));
    shape.put("properties", all);
    shape.put("additionalProperties", false);
    shape.put("allOf", types);
    return shape;
  }

  /** Reports every mistake in the settings of one target. */
  static void check(ConfigMap settings, Problems problems) {
    Optional<ConfigValue> given = settings.get(TypeSchema.TYPE);
    if (given.isEmpty()) {
      problems.add(
          TypeSchema.missing(settings, TypeSchema.TYPE, "what the target is").advise(KNOWN));
      return;
    }
    type(settings)
        .ifPresentOrElse(
            type -> of(type).check(settings, problems), () -> problems.add(unknown(given.get())));
  }

  private static Problem unknown(ConfigValue type) {
    String nearest =
        Rules.TEXT
            .read(type)
            .flatMap(text -> NearestName.of(text, TargetType.ids()))
            .map(name -> "did you mean " + name + "? ")
            .orElse("");
    return Problem.at(type.origin(), "must be a type of target", type.shown())
        .advise(nearest + KNOWN);
  }

  static Optional<TargetType> type(ConfigMap settings) {
    return settings.get(TypeSchema.TYPE, Rules.TEXT).flatMap(TargetType::named);
  }

  /**
   * Reports the fields of {@code default} that no type has. The values of the others are checked
   * with each target, because its type decides which of them it takes.
   */
  static void checkDefault(ConfigMap settings, Problems problems) {
    Set<String> known = new LinkedHashSet<>();
    for (TargetType type : TargetType.values()) {
      known.addAll(of(type).names());
    }
    settings
        .entries()
        .forEach(
            (key, value) -> {
              if (!known.contains(key)) {
                problems.add(
                    Problem.at(value.origin(), "is not a setting of any type of target", "")
                        .advise(NearestName.advice(key, known)));
              }
            });
  }

  /**
   * The merged settings of a target, without settings of {@code default} that the target's type
   * does not know: {@code format} is for disks, and an AMI has none.
   */
  static ConfigMap applicable(ConfigMap merged, ConfigMap own) {
    Optional<TargetType> type = type(merged);
    if (type.isEmpty()) {
      return merged;
    }
    Set<String> known = of(type.get()).names();
    Map<String, ConfigValue> kept = new LinkedHashMap<>(merged.entries());
    kept.keySet().removeIf(key -> !known.contains(key) && !own.entries().containsKey(key));
    return new ConfigMap(merged.origin(), kept);
  }
}
