package io.pim.model.profile;

import io.pim.model.config.ConfigFolders;
import io.pim.model.config.ConfigMap;
import io.pim.model.config.ConfigProblems;
import io.pim.model.config.Problems;
import java.util.List;

/** The places where images are deployed: {@code targets.d/*.yml}, merged like profiles. */
public record Targets(NamedTrees trees) {
  public static final String FOLDER = "targets.d";

  /** Reads all targets; mistakes in their files and names are added as problems. */
  public static Targets read(ConfigFolders folders, Problems problems) {
    return new Targets(NamedTrees.read(folders, FOLDER, "target", problems));
  }

  public List<String> choices() {
    return trees.choices();
  }

  /**
   * The settings of a target merged over those of {@code default}.
   *
   * @throws ConfigProblems when there is none of this name
   */
  public ConfigMap get(String name) {
    return trees.merged(name);
  }
}
