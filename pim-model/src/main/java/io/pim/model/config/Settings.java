package io.pim.model.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The runtime settings: pim.yml of both folders over the defaults.
 *
 * @param tree every value with its origin, for {@code pim config show}
 * @param ventoyOfProject one problem for each {@code ventoy} setting in the project, which must not
 *     contain it
 */
public record Settings(
    BuildSettings build,
    ImageSettings image,
    ServeSettings serve,
    VentoySettings ventoy,
    TemporalSettings temporal,
    WorkerSettings worker,
    StoreSettings store,
    ConfigMap tree,
    List<Problem> ventoyOfProject) {

  /** The name of the file the settings are read from. */
  public static final String FILE = "pim.yml";

  /**
   * Reads, completes and checks the settings. A project file that others could have written is
   * ignored; {@link #passedOver} gives the reason.
   *
   * @throws ConfigProblems with every mistake in them
   */
  public static Settings read(ConfigFolders folders) {
    Problems problems = new Problems();
    Written written = written(folders, problems);
    ConfigMap tree = checked(written, problems);
    problems.throwIfAny();
    return of(tree, written.ventoyOfProject());
  }

  /**
   * As {@link #read}, but a value with a mistake counts as missing, and so do all values of a file
   * that cannot be read. For commands that must work before a person has fixed the file.
   *
   * @param problems receives every mistake
   */
  public static Settings usable(ConfigFolders folders, Problems problems) {
    Written written = written(folders, problems);
    ConfigMap rest = SettingsSchema.ALL.usable(written.tree(), problems);
    return of(Merge.deep(DefaultSettings.tree(), rest), written.ventoyOfProject());
  }

  /** Adds every mistake in the settings to {@code problems}. */
  public static void check(ConfigFolders folders, Problems problems) {
    passedOver(folders).ifPresent(problems::add);
    checked(written(folders, problems), problems);
  }

  /**
   * The reason why the project's settings are ignored; empty when they are read or there are none.
   */
  public static Optional<Problem> passedOver(ConfigFolders folders) {
    return folders.filesNamed(FILE).stream().flatMap(f -> folders.distrust(f).stream()).findFirst();
  }

  /**
   * How to download and run Ventoy.
   *
   * @throws ConfigProblems when the project contains {@code ventoy} settings, which it must not
   */
  @Override
  public VentoySettings ventoy() {
    if (!ventoyOfProject.isEmpty()) {
      throw new ConfigProblems(ventoyOfProject);
    }
    return ventoy;
  }

  /** The merged contents of the files, without defaults. */
  private record Written(ConfigMap tree, List<Problem> ventoyOfProject) {}

  private static Written written(ConfigFolders folders, Problems problems) {
    YamlReader reader = new YamlReader(problems);
    ConfigMap result = ConfigMap.empty(FILE);
    List<Problem> ventoy = List.of();
    for (Path file : folders.filesNamed(FILE)) {
      Optional<ConfigMap> read =
          folders.distrust(file).isPresent()
              ? Optional.empty()
              : reader.read(file, folders.shown(file)).map(Settings::inPlace);
      if (folders.isOfProject(file)) {
        Optional<ConfigMap> allowed =
            read.map(tree -> OwnSettings.without(tree, folders, problems));
        ventoy = read.map(tree -> OwnSettings.ventoyIn(tree, folders)).orElse(ventoy);
        read = allowed;
      }
      result = Merge.deep(result, read.orElse(ConfigMap.empty(FILE)));
    }
    return new Written(result, ventoy);
  }

  private static ConfigMap checked(Written written, Problems problems) {
    ConfigMap tree = Merge.deep(DefaultSettings.tree(), written.tree());
    SettingsSchema.ALL.check(tree, problems);
    StoreSettings.check(tree.section("store"), problems);
    return tree;
  }

  /**
   * Moves {@code ssh} and {@code builders} into {@code build}: the Ruby PIM accepted both places,
   * and the one in {@code build} won.
   */
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

  private static Settings of(ConfigMap tree, List<Problem> ventoyOfProject) {
    return new Settings(
        BuildSettings.of(tree.section("build")),
        ImageSettings.of(tree.section("image")),
        ServeSettings.of(tree.section("serve")),
        VentoySettings.of(tree.section("ventoy")),
        TemporalSettings.of(tree.section("temporal")),
        WorkerSettings.of(tree.section("worker")),
        StoreSettings.of(tree.section("store")),
        tree,
        ventoyOfProject);
  }
}
