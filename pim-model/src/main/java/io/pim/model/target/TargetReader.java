package io.pim.model.target;

import io.pim.model.config.ConfigFolders;
import io.pim.model.config.ConfigMap;
import io.pim.model.config.Problem;
import io.pim.model.config.Problems;
import java.util.Map;

/** Reads the entries of {@code targets.d}; every mistake is added as a problem. */
public record TargetReader(ConfigFolders folders, Problems problems) {
  private static final String OWN_ONLY =
      "is allowed in your own targets.d only, not in a project's, because it names a program to"
          + " run";

  /**
   * Reads one target.
   *
   * @param own the entry as it is written
   * @param merged the same over the entry {@code default}
   */
  public Target read(String name, ConfigMap own, ConfigMap merged) {
    ConfigMap tree = TargetSchema.applicable(merged, own);
    TargetSchema.check(tree, problems);
    Target target = new Target(name, tree);
    target.secrets().values().forEach(this::checkOwner);
    return target;
  }

  /** Reports every mistake in the merged settings of one target. */
  public static void check(ConfigMap settings, Problems problems) {
    TargetSchema.check(settings, problems);
  }

  /** The JSON Schema of one entry, for editors. */
  public static Map<String, Object> shape() {
    return TargetSchema.shape();
  }

  /** Checks the entry {@code default}, which is not a target itself. */
  public void checkDefault(ConfigMap settings) {
    TargetSchema.checkDefault(settings, problems);
    TargetSecrets.of(settings).values().forEach(this::checkOwner);
  }

  private void checkOwner(SecretSource source) {
    if (source instanceof SecretSource.Command command && folders.isOfProject(command.origin())) {
      problems.add(
          Problem.at(command.origin(), OWN_ONLY, "")
              .advise("move it to a file in " + folders.global().resolve("targets.d")));
    }
  }
}
