package io.pim.model.config;

import java.util.List;

/**
 * The settings that only the user's own configuration may contain: programs to run, locations to
 * download programs and images from, and the store that finished images are pushed to. Project
 * folders often come from other people, and PIM uses a project folder as soon as a command runs in
 * it.
 */
final class OwnSettings {
  private static final String RULE = "is allowed in your own pim.yml only, not in a project's";
  private static final String VENTOY = "ventoy";
  private static final String TEMPORAL = "temporal";
  private static final String SERVER_BINARY = "server_binary";
  private static final String STORE = "store";

  private OwnSettings() {}

  /**
   * A project's settings without these. A setting that PIM would act on by itself is a problem.
   * {@code ventoy} is only dropped here, because project folders of the Ruby PIM have it and only
   * {@code pim ventoy} uses it; that command refuses it.
   */
  static ConfigMap without(ConfigMap project, ConfigFolders folders, Problems problems) {
    ConfigMap temporal = project.section(TEMPORAL);
    temporal
        .get(SERVER_BINARY)
        .ifPresent(value -> problems.add(problem(value, "it names a program to run", folders)));
    ConfigMap rest = project.without(VENTOY).without(SafeFolders.KEY);
    project
        .get(SafeFolders.KEY)
        .ifPresent(
            value -> problems.add(problem(value, "it decides which folders PIM trusts", folders)));
    rest = withoutStore(rest, folders, problems);
    return temporal.entries().containsKey(SERVER_BINARY)
        ? rest.with(TEMPORAL, temporal.without(SERVER_BINARY))
        : rest;
  }

  private static ConfigMap withoutStore(
      ConfigMap project, ConfigFolders folders, Problems problems) {
    ConfigMap rest = project;
    for (String key : StoreSettings.SHARED) {
      ConfigMap store = rest.section(STORE);
      if (store.get(key).isPresent()) {
        problems.add(
            problem(
                store.get(key).get(), "it decides where images are pushed and pulled", folders));
        rest = rest.with(STORE, store.without(key));
      }
    }
    return rest;
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
