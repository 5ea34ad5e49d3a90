package io.pim.model.profile;

import io.pim.model.config.ConfigFolders;
import io.pim.model.config.ConfigMap;
import io.pim.model.config.ConfigProblems;
import io.pim.model.config.Problems;
import java.util.List;
import java.util.Set;

/** All profiles of a user: {@code profiles.d/*.yml} of the project over the global ones. */
public record Profiles(NamedTrees trees) {
  public static final String FOLDER = "profiles.d";

  /** Reads all profiles; mistakes in their files are added as problems. */
  public static Profiles read(ConfigFolders folders, Problems problems) {
    return new Profiles(NamedTrees.read(folders, FOLDER, "profile", problems));
  }

  /** All names, sorted; includes {@code default} if it exists. */
  public Set<String> names() {
    return trees.names();
  }

  /** The names offered to people. */
  public List<String> choices() {
    return trees.choices();
  }

  /**
   * A validated profile.
   *
   * @throws ConfigProblems when there is none of this name, or with every mistake in it
   */
  public Profile get(String name) {
    return get(name, FieldChanges.NONE);
  }

  /**
   * A validated profile with changes for one plan.
   *
   * @throws ConfigProblems when there is none of this name, or with every mistake in it and them
   */
  public Profile get(String name, FieldChanges changes) {
    Problems problems = new Problems();
    ConfigMap merged = changes.over(trees.merged(name), problems);
    ProfileSchema.ALL.check(merged, problems);
    problems.throwIfAny();
    return new Profile(name, merged);
  }

  /** Adds every mistake in any profile. */
  public void check(Problems problems) {
    // Checks each entry before merging, so that a mistake in default is reported once.
    names().forEach(name -> ProfileSchema.ALL.check(trees.entries().get(name), problems));
  }
}
