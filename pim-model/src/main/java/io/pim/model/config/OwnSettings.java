package io.pim.model.config;

import java.util.List;

/**
 * The settings that are the user's alone: programs to run, and places to fetch programs from. A
 * project folder often comes from somebody else, and it is enough to give a command in it.
 */
final class OwnSettings {
  private static final String RULE = "may stand in your own pim.yml only, not in a project's";
  private static final String VENTOY = "ventoy";
  private static final String TEMPORAL = "temporal";
  private static final String SERVER_BINARY = "server_binary";

  private OwnSettings() {}

  /**
   * A project's settings without them; one that PIM would have run by itself is a problem. Folders
   * of the Ruby PIM have {@code ventoy}, which only {@code pim ventoy} asks for: that refuses it.
   */
  static ConfigMap without(ConfigMap project, ConfigFolders folders, Problems problems) {
    ConfigMap temporal = project.section(TEMPORAL);
    temporal
        .get(SERVER_BINARY)
        .ifPresent(value -> problems.add(problem(value, "it names a program to run", folders)));
    ConfigMap rest = project.without(VENTOY).without(SafeFolders.KEY);
    project
        .get(SafeFolders.KEY)
        .ifPresent(value -> problems.add(problem(value, "it names whom to obey", folders)));
    return temporal.entries().containsKey(SERVER_BINARY)
        ? rest.with(TEMPORAL, temporal.without(SERVER_BINARY))
        : rest;
  }

  /** The problem of each setting for Ventoy that a project has. */
  static List<Problem> ventoyIn(ConfigMap project, ConfigFolders folders) {
    return project.section(VENTOY).entries().values().stream()
        .map(value -> problem(value, "it says which programs root is to run", folders))
        .toList();
  }

  private static Problem problem(ConfigValue value, String why, ConfigFolders folders) {
    return Problem.at(value.origin(), RULE + ", for " + why, "")
        .advise("move it to " + folders.global().resolve(Settings.FILE));
  }
}
