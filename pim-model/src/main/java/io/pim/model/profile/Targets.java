package io.pim.model.profile;

import io.pim.model.config.ConfigFolders;
import io.pim.model.config.ConfigMap;
import io.pim.model.config.ConfigProblems;
import io.pim.model.config.Problems;
import java.util.List;

/** Where images are deployed: {@code targets.d/*.yml}, merged as profiles are. */
public record Targets(NamedTrees trees) {
  public static final String FOLDER = "targets.d";

  /** Reads all targets; what is wrong with their files and names are problems. */
  public static Targets read(ConfigFolders folders, Problems problems) {
    return new Targets(NamedTrees.read(folders, FOLDER, "target", problems));
  }

  public List<String> choices() {
    return trees.choices();
  }

  /**
   * The settings of a target over those of {@code default}.
   *
   * @throws ConfigProblems when there is none of this name
   */
  public ConfigMap get(String name) {
    return trees.merged(name);
  }
}
