package io.pim.cli.temporal;

import io.pim.model.config.ConfigFolders;
import io.pim.model.config.ConfigProblems;
import io.pim.model.config.Problem;
import io.pim.model.config.Problems;
import io.pim.model.config.Settings;
import io.pim.model.config.SettingsSchema;
import io.pim.model.config.TemporalSettings;
import java.util.List;
import java.util.function.Consumer;

/**
 * How to reach the service, also from a pim.yml with mistakes: a person must be able to look at
 * builds, end them, and stop the service before the file is right again.
 */
final class ServiceSettings {
  private final TemporalSettings temporal;
  private final List<Problem> problems;

  private ServiceSettings(TemporalSettings temporal, List<Problem> problems) {
    this.temporal = temporal;
    this.problems = problems;
  }

  static ServiceSettings read(ConfigFolders folders) {
    Problems problems = new Problems();
    TemporalSettings temporal = Settings.usable(folders, problems).temporal();
    return new ServiceSettings(temporal, problems.list());
  }

  TemporalSettings temporal() {
    return temporal;
  }

  /** Whether a worker of these settings would start. */
  boolean areRight() {
    return problems.isEmpty();
  }

  /** A warning for each mistake. */
  void warn(Consumer<String> say) {
    problems.forEach(problem -> say.accept("warning: " + problem));
  }

  /**
   * Checks that no mistake hides which service is meant, for a command that would start one.
   *
   * @throws ConfigProblems with all mistakes if one does
   */
  void requireService() {
    if (problems.stream().anyMatch(ServiceSettings::mayHideService)) {
      throw new ConfigProblems(problems);
    }
  }

  /** In the section, in its name, or in the file as a whole. */
  private static boolean mayHideService(Problem problem) {
    String section = problem.path().replaceFirst("[.\\[].*", "");
    return section.equals("temporal") || !SettingsSchema.ALL.names().contains(section);
  }
}
