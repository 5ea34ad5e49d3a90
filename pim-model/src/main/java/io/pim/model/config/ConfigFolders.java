package io.pim.model.config;

import io.pim.model.files.PimFolders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The two folders that PIM reads configuration from.
 *
 * @param project the project's folder, which takes precedence
 * @param global the user's folder
 */
public record ConfigFolders(Path project, Path global) {
  private static final List<String> PARTS =
      List.of(
          Settings.FILE,
          "isos.d",
          "profiles.d",
          "targets.d",
          "preseeds.d",
          "installs.d",
          "scripts.d",
          "verifications.d");

  public static ConfigFolders of(PimFolders folders) {
    return new ConfigFolders(folders.project(), folders.config());
  }

  /** The folders in search order: project first. */
  public List<Path> inSearchOrder() {
    return project.equals(global) ? List.of(project) : List.of(project, global);
  }

  /** Whether the project's folder has any configuration, and is not the user's own. */
  public boolean hasProject() {
    return !project.equals(global)
        && PARTS.stream().anyMatch(part -> Files.exists(project.resolve(part)));
  }

  /**
   * A file's name in messages: relative to the project folder, or absolute when it lies elsewhere.
   */
  public String shown(Path file) {
    return file.startsWith(project) ? project.relativize(file).toString() : file.toString();
  }

  /**
   * The reason to ignore a file that exists; empty when the file is trusted. Files of the user's
   * own folder are always trusted; files of the project folder only when nobody else could have
   * written them.
   */
  public Optional<Problem> distrust(Path file) {
    if (!isOfProject(file)) {
      return Optional.empty();
    }
    Path settings = global.resolve(Settings.FILE);
    return Trust.ofThisProcess()
        .doubt(project, file)
        .filter(doubt -> !SafeFolders.name(project, settings))
        .map(doubt -> problem(doubt, settings));
  }

  private static Problem problem(Trust.Doubt doubt, Path settings) {
    String mend = doubt.advice().isEmpty() ? "" : doubt.advice() + ", or ";
    return Problem.of(doubt.path().toString(), "is not trusted as configuration: " + doubt.reason())
        .advise(
            mend
                + "add the project folder to "
                + SafeFolders.KEY
                + " in "
                + settings
                + " if you trust all who may write there");
  }

  /**
   * Whether a file belongs to the project and not to the user's folder; either folder may contain
   * the other.
   */
  boolean isOfProject(Path file) {
    boolean own = file.startsWith(global) && global.startsWith(project);
    return file.startsWith(project) && !own;
  }

  /** Whether a value is from a file of the project, and not from the user's own folder. */
  public boolean isOfProject(Origin origin) {
    return isOfProject(project.resolve(origin.file()));
  }

  /**
   * The existing files of this name, the global one before the project's. The caller must check
   * whether to trust them.
   */
  List<Path> filesNamed(String name) {
    return files(folder -> List.of(folder.resolve(name))).stream()
        .filter(file -> Files.exists(file, LinkOption.NOFOLLOW_LINKS))
        .toList();
  }

  /**
   * Reads all {@code *.yml} files in the folders of this name. Within a folder, files apply in name
   * order and a later one overrides an earlier one; the project's files override the global ones.
   */
  public ConfigMap readFolder(String name, Problems problems) {
    YamlReader reader = new YamlReader(problems);
    ConfigMap result = ConfigMap.empty(name);
    for (Path file : files(folder -> yamlFiles(folder.resolve(name), problems))) {
      // A dangling link is reported, because its owner meant it to configure something.
      if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
        result = Merge.deep(result, read(file, reader, problems).orElse(ConfigMap.empty(name)));
      }
    }
    return result;
  }

  private List<Path> files(Function<Path, List<Path>> inFolder) {
    List<Path> result = new ArrayList<>();
    for (Path folder : inSearchOrder()) {
      // Lowest precedence first.
      result.addAll(0, inFolder.apply(folder));
    }
    return result;
  }

  private List<Path> yamlFiles(Path folder, Problems problems) {
    if (!Files.isDirectory(folder)) {
      if (Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
        problems.add(Problem.of(shown(folder), "must be a folder"));
      }
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> file.getFileName().toString().endsWith(".yml"))
          .filter(file -> !file.getFileName().toString().startsWith("."))
          .sorted()
          .toList();
    } catch (IOException e) {
      problems.add(Problem.of(shown(folder), "cannot be read: " + e));
      return List.of();
    }
  }

  private Optional<ConfigMap> read(Path file, YamlReader reader, Problems problems) {
    Optional<Problem> distrust = distrust(file);
    distrust.ifPresent(problems::add);
    return distrust.isPresent() ? Optional.empty() : reader.read(file, shown(file));
  }
}
