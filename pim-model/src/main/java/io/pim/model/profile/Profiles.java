package io.pim.model.profile;

import io.pim.model.config.ConfigFolders;
import io.pim.model.config.ConfigMap;
import io.pim.model.config.ConfigProblems;
import io.pim.model.config.Problems;
import java.util.List;
import java.util.Set;

/** All profiles of a user: {@code profiles.d/*.yml} of the project over the global ones. */
public record Profiles(NamedTrees trees, ConfigFolders folders) {
  public static final String FOLDER = "profiles.d";

  /** Reads all profiles; mistakes in their files are added as problems. */
  public static Profiles read(ConfigFolders folders, Problems problems) {
    return new Profiles(NamedTrees.read(folders, FOLDER, "profile", problems), folders);
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
   * A validated profile. A name without an entry means the settings of {@code default}, as in the
   * Ruby PIM, if there is a preseed template or an install script of that name.
   *
   * @throws ConfigProblems when there is none of this name, or with every mistake in it
   */
  public Profile get(String name) {
    return get(name, FieldChanges.NONE);
  }

  /**
   * A validated profile with changes for one plan.
   *
   * @throws ConfigProblems when there is none of this name, or with every mistake in it or in the
   *     changes
   */
  public Profile get(String name, FieldChanges changes) {
    Problems problems = new Problems();
    ConfigMap written = trees.merged(isOfTemplates(name) ? NamedTrees.DEFAULT : name);
    ConfigMap merged = changes.over(written, problems);
    ProfileSchema.ALL.check(merged, problems);
    problems.throwIfAny();
    return new Profile(name, merged);
  }

  private boolean isOfTemplates(String name) {
    ConfigFiles files = new ConfigFiles(folders);
    return !names().contains(name)
        && names().contains(NamedTrees.DEFAULT)
        && (files.exists(FileKind.PRESEED, name) || files.exists(FileKind.INSTALL, name));
  }

  /** Adds every mistake in any profile. */
  public void check(Problems problems) {
    // Checks each entry before merging, so that a mistake in default is reported once.
    names().forEach(name -> ProfileSchema.ALL.check(trees.entries().get(name), problems));
  }
}
