package io.pim.model.profile;

import io.pim.model.config.ConfigFolders;
import io.pim.model.config.ConfigMap;
import io.pim.model.config.ConfigProblems;
import io.pim.model.config.ConfigScalar;
import io.pim.model.config.ConfigValue;
import io.pim.model.config.Merge;
import io.pim.model.config.NearestName;
import io.pim.model.config.Problem;
import io.pim.model.config.Problems;
import io.pim.model.config.Settings;
import io.pim.model.files.Names;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Named entries of a folder such as {@code profiles.d}: name to settings, over all its files. Every
 * other entry is merged over the entry {@code default}.
 *
 * @param kind the word for an entry in messages, such as {@code profile}
 */
public record NamedTrees(String kind, String folder, Map<String, ConfigMap> entries) {
  public static final String DEFAULT = "default";

  public NamedTrees {
    entries = Map.copyOf(entries);
  }

  /** Reads a folder; mistakes in its files and in the names in them are added as problems. */
  public static NamedTrees read(
      ConfigFolders folders, String folder, String kind, Problems problems) {
    // The reader depends on the whole project. Using only the trusted part would change the meaning
    // of the rest.
    Settings.passedOver(folders).ifPresent(problems::add);
    ConfigMap root = folders.readFolder(folder, problems);
    Map<String, ConfigMap> entries = new LinkedHashMap<>();
    root.entries()
        .forEach(
            (name, value) ->
                entry(name, value, kind, problems).ifPresent(map -> entries.put(name, map)));
    return new NamedTrees(kind, folder, entries);
  }

  private static Optional<ConfigMap> entry(
      String name, ConfigValue value, String kind, Problems problems) {
    if (!Names.isPlain(name)) {
      problems.add(
          Problem.at(
              value.origin(),
              "cannot be the name of a " + kind + ": use letters, digits and . _ + -",
              ""));
      return Optional.empty();
    }
    if (value instanceof ConfigMap map) {
      return Optional.of(map);
    }
    if (value instanceof ConfigScalar scalar && scalar.isNull()) {
      return Optional.of(new ConfigMap(value.origin(), Map.of()));
    }
    problems.add(Problem.at(value.origin(), "must be the settings of a " + kind, value.shown()));
    return Optional.empty();
  }

  /** All names, sorted. */
  public Set<String> names() {
    return new TreeMap<>(entries).keySet();
  }

  /** The names offered to people: all except {@code default}, unless it is the only one. */
  public List<String> choices() {
    List<String> named = names().stream().filter(name -> !name.equals(DEFAULT)).toList();
    return named.isEmpty() ? List.copyOf(names()) : named;
  }

  /**
   * The settings of an entry merged over those of {@code default}.
   *
   * @throws ConfigProblems for an unknown name, with the nearest name and all names
   */
  public ConfigMap merged(String name) {
    ConfigMap own = entries.get(name);
    if (own == null) {
      throw new ConfigProblems(unknown(name));
    }
    ConfigMap base = entries.get(DEFAULT);
    return base == null || name.equals(DEFAULT) ? own : Merge.deep(base, own);
  }

  private Problem unknown(String name) {
    if (!Names.isPlain(name)) {
      return Problem.of(
          "",
          "'" + name + "' cannot be the name of a " + kind + ": use letters, digits and . _ + -");
    }
    if (entries.isEmpty()) {
      return Problem.of("", "there is no " + kind + " '" + name + "'")
          .advise("there are none at all in " + folder);
    }
    String known = "known: " + String.join(", ", choices());
    String nearest = NearestName.of(name, names()).map(n -> "did you mean " + n + "? ").orElse("");
    return Problem.of("", "there is no " + kind + " '" + name + "'").advise(nearest + known);
  }
}
