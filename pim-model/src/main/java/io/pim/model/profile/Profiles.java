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

  /** Reads all profiles; what is wrong with their files are problems. */
  public static Profiles read(ConfigFolders folders, Problems problems) {
    return new Profiles(NamedTrees.read(folders, FOLDER, "profile", problems));
  }

  /** All names, sorted, {@code default} among them where there is one. */
  public Set<String> names() {
    return trees.names();
  }

  /** The names people choose from. */
  public List<String> choices() {
    return trees.choices();
  }

  /**
   * A profile, checked.
   *
   * @throws ConfigProblems when there is none of this name, or with all that is wrong with it
   */
  public Profile get(String name) {
    ConfigMap merged = trees.merged(name);
    Problems problems = new Problems();
    ProfileSchema.ALL.check(merged, problems);
    problems.throwIfAny();
    return new Profile(name, merged);
  }

  /** Adds everything that is wrong with any profile. */
  public void check(Problems problems) {
    // Each file's own words, not merged ones: what is wrong in default is then told once.
    names().forEach(name -> ProfileSchema.ALL.check(trees.entries().get(name), problems));
  }
}
