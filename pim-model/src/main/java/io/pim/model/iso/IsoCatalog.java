package io.pim.model.iso;

import io.pim.model.config.ConfigFolders;
import io.pim.model.config.ConfigMap;
import io.pim.model.config.ConfigProblems;
import io.pim.model.config.Merge;
import io.pim.model.config.NearestName;
import io.pim.model.config.Problem;
import io.pim.model.config.Problems;
import io.pim.model.config.YamlReader;
import io.pim.model.profile.NamedTrees;
import io.pim.model.profile.Profile;
import io.pim.model.unit.Architecture;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * All installer ISOs the user has configured: {@code isos.d/*.yml} of the project over the global
 * ones.
 */
public record IsoCatalog(List<IsoEntry> entries) {
  public static final String FOLDER = "isos.d";

  private static final Comparator<IsoEntry> BY_VERSION =
      Comparator.comparing(IsoEntry::key, new VersionOrder()).thenComparing(IsoEntry::key);

  public IsoCatalog {
    entries = List.copyOf(entries);
  }

  /** Reads the catalog, without the entries that have problems. */
  public static IsoCatalog read(ConfigFolders folders, Problems problems) {
    NamedTrees trees = NamedTrees.read(folders, FOLDER, "ISO", problems);
    List<IsoEntry> entries = new ArrayList<>();
    Set<String> named = new HashSet<>();
    for (String key : trees.names()) {
      if (!key.equals(NamedTrees.DEFAULT)) {
        ConfigMap settings = trees.merged(key);
        new IsoReader(folders, problems).read(key, settings).ifPresent(entries::add);
        settings.get("filename").ifPresent(its -> named.add(key));
      }
    }
    return new IsoCatalog(new FileClashes(named).resolved(entries, problems));
  }

  /**
   * The entry that a catalog file with this text would define.
   *
   * @param shown the file's name in messages
   */
  public static Optional<IsoEntry> preview(
      ConfigFolders folders, String key, String text, String shown, Problems problems) {
    NamedTrees trees = NamedTrees.read(folders, FOLDER, "ISO", problems);
    ConfigMap base = trees.entries().getOrDefault(NamedTrees.DEFAULT, ConfigMap.empty(shown));
    return new YamlReader(problems)
        .parse(text, shown)
        .map(tree -> Merge.deep(base, tree.section(key)))
        .flatMap(settings -> new IsoReader(folders, problems).read(key, settings));
  }

  public Optional<IsoEntry> find(String key) {
    return entries.stream().filter(entry -> entry.key().equals(key)).findFirst();
  }

  /**
   * The newest ISO for an architecture that matches the profile's pattern.
   *
   * @throws ConfigProblems when there is none, with the position of the pattern
   */
  public IsoEntry choose(Profile profile, Architecture architecture) {
    try {
      return choose(profile.isoPattern(), architecture);
    } catch (ConfigProblems none) {
      throw new ConfigProblems(none.problems().get(0).in(profile.isoPatternOrigin()));
    }
  }

  /**
   * The newest ISO for an architecture whose key matches a pattern.
   *
   * @param pattern where {@code *} stands for any text and {@code {arch}} for the architecture
   * @throws ConfigProblems when there is none, with the catalog's keys
   */
  public IsoEntry choose(String pattern, Architecture architecture) {
    IsoPattern matcher = new IsoPattern(pattern, architecture);
    return entries.stream()
        .filter(entry -> entry.architecture() == architecture)
        .filter(entry -> matcher.matches(entry.key()))
        .max(BY_VERSION)
        .orElseThrow(() -> new ConfigProblems(none(pattern, architecture)));
  }

  private Problem none(String pattern, Architecture architecture) {
    Problem problem = Problem.of("", "no ISO for " + architecture + " matches '" + pattern + "'");
    if (entries.isEmpty()) {
      return problem.advise("the catalog is empty: put one in " + FOLDER);
    }
    String has =
        entries.stream()
            .map(entry -> entry.key() + " (" + entry.architecture() + ")")
            .collect(Collectors.joining(", "));
    List<String> sameArchitecture =
        entries.stream()
            .filter(entry -> entry.architecture() == architecture)
            .map(IsoEntry::key)
            .toList();
    String wanted = pattern.replace("{arch}", architecture.debianName());
    String nearest =
        NearestName.of(wanted, sameArchitecture)
            .map(key -> "; did you mean " + key + "?")
            .orElse("");
    return problem.advise("the catalog has " + has + nearest);
  }
}
