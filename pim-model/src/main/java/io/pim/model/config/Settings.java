package io.pim.model.config;

import java.util.List;
import java.util.Map;

/**
 * The runtime settings: pim.yml of both folders over the defaults.
 *
 * @param tree every value with its origin, for {@code pim config show}
 */
public record Settings(
    BuildSettings build,
    ServeSettings serve,
    VentoySettings ventoy,
    TemporalSettings temporal,
    WorkerSettings worker,
    StoreSettings store,
    ConfigMap tree) {

  /** The name of the file the settings are read from. */
  public static final String FILE = "pim.yml";

  /**
   * Reads, completes and checks the settings.
   *
   * @throws ConfigProblems with everything that is wrong with them
   */
  public static Settings read(ConfigFolders folders) {
    Problems problems = new Problems();
    ConfigMap tree = tree(folders, problems);
    problems.throwIfAny();
    return of(tree);
  }

  /** Adds everything that is wrong with the settings to {@code problems}. */
  public static void check(ConfigFolders folders, Problems problems) {
    tree(folders, problems);
  }

  private static ConfigMap tree(ConfigFolders folders, Problems problems) {
    ConfigMap written = folders.readFile(FILE, Settings::inPlace, problems);
    ConfigMap tree = Merge.deep(DefaultSettings.tree(), written);
    SettingsSchema.ALL.check(tree, problems);
    return tree;
  }

  /** The Ruby PIM had ssh and builders both within build and beside it; within build wins. */
  private static ConfigMap inPlace(ConfigMap file) {
    ConfigMap beside = new ConfigMap(file.origin(), Map.of());
    ConfigMap rest = file;
    for (String key : List.of("ssh", "builders")) {
      if (file.entries().containsKey(key)) {
        beside = beside.with(key, file.entries().get(key));
        rest = rest.without(key);
      }
    }
    return Merge.deep(new ConfigMap(file.origin(), Map.of()).with("build", beside), rest);
  }

  private static Settings of(ConfigMap tree) {
    return new Settings(
        BuildSettings.of(tree.section("build")),
        ServeSettings.of(tree.section("serve")),
        VentoySettings.of(tree.section("ventoy")),
        TemporalSettings.of(tree.section("temporal")),
        WorkerSettings.of(tree.section("worker")),
        StoreSettings.of(tree.section("store")),
        tree);
  }
}
