package io.pim.model.profile;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.pim.model.config.ConfigList;
import io.pim.model.config.ConfigMap;
import io.pim.model.config.ConfigScalar;
import io.pim.model.config.ConfigValue;
import io.pim.model.config.Merge;
import io.pim.model.config.NearestName;
import io.pim.model.config.Origin;
import io.pim.model.config.Problem;
import io.pim.model.config.Problems;
import io.pim.model.config.SecretFields;
import io.pim.model.config.YamlReader;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Fields of a profile that a person sets for one plan, over those of its files. Secrets are
 * refused, because a command line is public.
 *
 * @param texts values as they are written in YAML, by dotted path such as {@code build.memory}
 */
public record FieldChanges(@JsonValue Map<String, String> texts) {
  /** No changes: only the fields of the files. */
  public static final FieldChanges NONE = new FieldChanges(Map.of());

  /** The option that sets them; messages and origins show it in place of a file. */
  public static final String OPTION = "--set";

  private static final Pattern PATH = Pattern.compile("[^.\\s]+(\\.[^.\\s]+)*");

  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  public FieldChanges {
    texts = Collections.unmodifiableMap(new LinkedHashMap<>(texts));
  }

  /** These changes and others; the others win if both set a field. */
  public FieldChanges with(FieldChanges others) {
    Map<String, String> all = new LinkedHashMap<>(texts);
    all.putAll(others.texts);
    return new FieldChanges(all);
  }

  /**
   * The profile with these fields. The rules for their values are those of fields in a file, and
   * are not checked here.
   *
   * @param problems receives unknown fields, invalid YAML and secrets
   */
  ConfigMap over(ConfigMap profile, Problems problems) {
    ConfigMap result = profile;
    for (Map.Entry<String, String> change : texts.entrySet()) {
      String path = change.getKey();
      Optional<ConfigValue> value = value(path, change.getValue(), profile, problems);
      if (value.isPresent()) {
        result = Merge.deep(result, nested(profile.origin(), path, value.get()));
      }
    }
    return result;
  }

  private static Optional<ConfigValue> value(
      String path, String text, ConfigMap profile, Problems problems) {
    Origin origin = new Origin(OPTION, 0, path);
    if (!PATH.matcher(path).matches()) {
      problems.add(
          Problem.at(origin, "is not the name of a field", "")
              .advise("write " + OPTION + " KEY=VALUE, such as build.memory=4G"));
      return Optional.empty();
    }
    String field = path.split("\\.", 2)[0];
    Set<String> known = new TreeSet<>(ProfileSchema.ALL.names());
    known.addAll(profile.entries().keySet());
    if (!known.contains(field)) {
      String nearest = NearestName.question(field, known);
      problems.add(
          Problem.at(origin, "is neither a field that PIM knows nor one of the profile", "")
              .advise((nearest + "Add a field of your own to profiles.d first").strip()));
      return Optional.empty();
    }
    return parsed(origin, text, problems);
  }

  private static Optional<ConfigValue> parsed(Origin origin, String text, Problems problems) {
    Problems wrong = new Problems();
    Optional<ConfigMap> tree =
        new YamlReader(wrong).parse("value: " + text + "\n", OPTION + " " + origin.path());
    wrong.list().forEach(problem -> problems.add(problem.in(origin)));
    // As in a file, the value may be missing; here that means an empty value, not the file's.
    Optional<ConfigValue> value =
        tree.map(map -> map.get("value").map(v -> moved(v, origin)).orElseGet(() -> empty(origin)));
    boolean secret =
        SecretFields.isSecretPath(origin.path())
            || value.filter(found -> !SecretFields.valuesIn(found).isEmpty()).isPresent();
    if (secret) {
      problems.add(
          Problem.at(
                  origin,
                  "is a secret, and other users of this machine can read a command line",
                  "")
              .advise("write it into the profile's file"));
      return Optional.empty();
    }
    return value;
  }

  private static ConfigValue empty(Origin origin) {
    return new ConfigScalar(origin, "", "");
  }

  /** The same value with origins that name the option and the field. */
  private static ConfigValue moved(ConfigValue value, Origin to) {
    if (value instanceof ConfigMap map) {
      Map<String, ConfigValue> entries = new LinkedHashMap<>();
      map.entries().forEach((key, entry) -> entries.put(key, moved(entry, below(to, "." + key))));
      return new ConfigMap(to, entries);
    }
    if (value instanceof ConfigList list) {
      List<ConfigValue> items = new ArrayList<>();
      for (ConfigValue item : list.items()) {
        items.add(moved(item, below(to, "[" + items.size() + "]")));
      }
      return new ConfigList(to, items);
    }
    ConfigScalar scalar = (ConfigScalar) value;
    return new ConfigScalar(to, scalar.value(), scalar.text());
  }

  private static Origin below(Origin origin, String part) {
    return new Origin(origin.file(), origin.line(), origin.path() + part);
  }

  /** A tree of sections with the value at the end of the path. */
  private static ConfigMap nested(Origin root, String path, ConfigValue value) {
    int dot = path.lastIndexOf('.');
    String name = path.substring(dot + 1);
    if (dot < 0) {
      return new ConfigMap(root, Map.of(name, value));
    }
    String above = path.substring(0, dot);
    Origin origin = new Origin(OPTION, 0, above);
    return nested(root, above, new ConfigMap(origin, Map.of(name, value)));
  }
}
