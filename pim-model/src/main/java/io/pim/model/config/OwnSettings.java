package io.pim.model.config;

import java.util.List;

/**
 * The settings that only the user's own configuration may contain: programs to run, locations to
 * download programs and images from, the store that finished images are pushed to, and addresses to
 * listen on. Project folders often come from other people, and PIM uses a project folder as soon as
 * a command runs in it.
 */
final class OwnSettings {
  private static final String RULE = "is allowed in your own pim.yml only, not in a project's";
  private static final String VENTOY = "ventoy";
  private static final String TEMPORAL = "temporal";
  private static final String SERVER_BINARY = "server_binary";
  private static final String WORKER = "worker";
  private static final String METRICS = "metrics";
  private static final String STORE = "store";

  private OwnSettings() {}

  /**
   * A project's settings without these. A setting that PIM would act on by itself is a problem.
   * {@code ventoy} is only dropped here, because project folders of the Ruby PIM have it and only
   * {@code pim ventoy} uses it; that command refuses it.
   */
  static ConfigMap without(ConfigMap project, ConfigFolders folders, Problems problems) {
    ConfigMap rest = project.without(VENTOY).without(SafeFolders.KEY);
    project
        .get(SafeFolders.KEY)
        .ifPresent(
            value -> problems.add(problem(value, "it decides which folders PIM trusts", folders)));
    rest = without(rest, TEMPORAL, SERVER_BINARY, "it names a program to run", folders, problems);
    for (String key : StoreSettings.SHARED) {
      rest =
          without(
              rest, STORE, key, "it decides where images are pushed and pulled", folders, problems);
    }
    return without(
        rest, WORKER, METRICS, "it opens a port of this machine to others", folders, problems);
  }

  private static ConfigMap without(
      ConfigMap project,
      String section,
      String key,
      String why,
      ConfigFolders folders,
      Problems problems) {
    ConfigMap settings = project.section(section);
    settings.get(key).ifPresent(value -> problems.add(problem(value, why, folders)));
    return settings.entries().containsKey(key)
        ? project.with(section, settings.without(key))
        : project;
  }

  /** One problem for each Ventoy setting in a project. */
  static List<Problem> ventoyIn(ConfigMap project, ConfigFolders folders) {
    return project.section(VENTOY).entries().values().stream()
        .map(value -> problem(value, "it decides which programs run as root", folders))
        .toList();
  }

  private static Problem problem(ConfigValue value, String why, ConfigFolders folders) {
    return Problem.at(value.origin(), RULE + ", for " + why, "")
        .advise("move it to " + folders.global().resolve(Settings.FILE));
  }
}
