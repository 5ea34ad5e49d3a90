package io.pim.cli.plan;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.pim.model.config.ConfigMap;
import io.pim.model.config.ConfigScalar;
import io.pim.model.config.ConfigValue;
import io.pim.model.config.SecretFields;
import io.pim.model.profile.Profile;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The differences between two profiles; the JSON of {@code pim profile diff -o json}.
 *
 * @param fields settings that differ
 * @param texts rendered preseed and scripts that differ
 */
public record ProfileDifference(List<Field> fields, List<Text> texts) {
  private static final String MASK = "[secret]";

  public ProfileDifference {
    fields = List.copyOf(fields);
    texts = List.copyOf(texts);
  }

  /**
   * A setting. The value is missing if a profile does not have the setting; secrets are masked,
   * even when they differ.
   */
  public record Field(String path, Optional<Object> a, Optional<Object> b) {}

  /**
   * A text: the lines of the first profile only, after {@code -}, and those of the second only,
   * after {@code +}.
   */
  public record Text(String name, List<String> lines) {}

  /** Compares merged settings, and texts with masked secrets. */
  public static ProfileDifference of(
      Profile a, ProfileTexts textsOfA, Profile b, ProfileTexts textsOfB) {
    List<Field> fields = new ArrayList<>();
    fields("", a.settings(), b.settings(), fields);
    List<Text> texts = new ArrayList<>();
    for (String name : both(textsOfA.byName().keySet(), textsOfB.byName().keySet())) {
      List<String> lines =
          LineDifference.of(
              textsOfA.byName().getOrDefault(name, ""), textsOfB.byName().getOrDefault(name, ""));
      if (!lines.isEmpty()) {
        texts.add(new Text(name, lines));
      }
    }
    return new ProfileDifference(fields, texts);
  }

  @JsonIgnore
  public boolean isEmpty() {
    return fields.isEmpty() && texts.isEmpty();
  }

  private static void fields(String path, ConfigMap a, ConfigMap b, List<Field> fields) {
    for (String key : both(a.entries().keySet(), b.entries().keySet())) {
      String below = path.isEmpty() ? key : path + "." + key;
      Optional<ConfigValue> left = a.get(key);
      Optional<ConfigValue> right = b.get(key);
      if (left.orElse(null) instanceof ConfigMap mapA
          && right.orElse(null) instanceof ConfigMap mapB) {
        fields(below, mapA, mapB, fields);
      } else if (!left.map(ConfigValue::plain).equals(right.map(ConfigValue::plain))) {
        fields.add(new Field(below, shown(below, left), shown(below, right)));
      }
    }
  }

  private static Optional<Object> shown(String path, Optional<ConfigValue> value) {
    return value.map(
        found ->
            SecretFields.isSecretPath(path) || !SecretFields.valuesIn(found).isEmpty()
                ? MASK
                : found instanceof ConfigScalar scalar ? scalar.value() : found.plain());
  }

  private static Set<String> both(Set<String> a, Set<String> b) {
    Set<String> all = new LinkedHashSet<>(a);
    all.addAll(b);
    return all;
  }
}
