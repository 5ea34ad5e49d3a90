package io.pim.model.profile;

import io.pim.model.config.ConfigFolders;
import io.pim.model.config.ConfigMap;
import io.pim.model.config.ConfigProblems;
import io.pim.model.config.Problem;
import io.pim.model.config.Problems;
import io.pim.model.target.SecretSource;
import io.pim.model.target.Target;
import io.pim.model.target.TargetReader;
import java.util.List;
import java.util.Optional;

/** The places where images are deployed: {@code targets.d/*.yml}, merged like profiles. */
public record Targets(NamedTrees trees, ConfigFolders folders) {
  public static final String FOLDER = "targets.d";

  /** Reads all targets; mistakes in their files and names are added as problems. */
  public static Targets read(ConfigFolders folders, Problems problems) {
    return new Targets(NamedTrees.read(folders, FOLDER, "target", problems), folders);
  }

  /** The names of all targets, sorted. Excludes the entry {@code default}. */
  public List<String> choices() {
    return trees.names().stream().filter(name -> !name.equals(NamedTrees.DEFAULT)).toList();
  }

  /**
   * A target with its settings over those of {@code default}.
   *
   * @throws ConfigProblems when there is none of this name, or with every mistake in it
   */
  public Target get(String name) {
    ConfigMap merged = trees.merged(name);
    if (name.equals(NamedTrees.DEFAULT)) {
      throw new ConfigProblems(
          Problem.at(
                  merged.origin(),
                  "is not a target: it has the settings that all targets share",
                  "")
              .advise("known: " + String.join(", ", choices())));
    }
    Problems problems = new Problems();
    Target target = read(name, merged, problems);
    problems.throwIfAny();
    return target;
  }

  private Target read(String name, ConfigMap merged, Problems problems) {
    return new TargetReader(folders, problems).read(name, trees.entries().get(name), merged);
  }

  /** Adds every mistake in any target. */
  public void check(Problems problems) {
    Optional.ofNullable(trees.entries().get(NamedTrees.DEFAULT))
        .ifPresent(new TargetReader(folders, problems)::checkDefault);
    choices().forEach(name -> read(name, trees.merged(name), problems));
  }

  /** One line for each secret in clear, which works but which others may read. */
  public List<String> warnings() {
    return choices().stream()
        .flatMap(name -> read(name, trees.merged(name), new Problems()).secrets().values().stream())
        .filter(SecretSource.Clear.class::isInstance)
        .map(source -> ((SecretSource.Clear) source).warning())
        .distinct()
        .toList();
  }
}
