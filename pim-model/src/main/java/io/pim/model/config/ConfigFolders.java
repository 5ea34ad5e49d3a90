package io.pim.model.config;

import io.pim.model.files.PimFolders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * The folders configuration is looked for in.
 *
 * @param project the project's folder, which wins
 * @param global the user's folder
 */
public record ConfigFolders(Path project, Path global) {
  public static ConfigFolders of(PimFolders folders) {
    return new ConfigFolders(folders.project(), folders.config());
  }

  /** The folders in the order in which a file is looked for. */
  public List<Path> inSearchOrder() {
    return project.equals(global) ? List.of(project) : List.of(project, global);
  }

  /** A file's name in messages: relative to the project folder, or else in full. */
  public String shown(Path file) {
    return file.startsWith(project) ? project.relativize(file).toString() : file.toString();
  }

  /**
   * Reads a file of this name in both folders, the project's over the global one.
   *
   * @param each applied to the tree of each file before they are merged
   */
  public ConfigMap readFile(String name, UnaryOperator<ConfigMap> each, Problems problems) {
    return merge(name, files(folder -> List.of(folder.resolve(name))), each, problems);
  }

  /**
   * Reads all {@code *.yml} files of a folder of this name in both folders: files of one folder in
   * the order of their names, a later one over an earlier one, then the project's over the global
   * ones.
   */
  public ConfigMap readFolder(String name, Problems problems) {
    return merge(
        name, files(folder -> yamlFiles(folder.resolve(name), problems)), t -> t, problems);
  }

  private List<Path> files(Function<Path, List<Path>> inFolder) {
    List<Path> result = new ArrayList<>();
    for (Path folder : inSearchOrder()) {
      // The weakest first.
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

  private ConfigMap merge(
      String name, List<Path> files, UnaryOperator<ConfigMap> each, Problems problems) {
    YamlReader reader = new YamlReader(problems);
    ConfigMap result = ConfigMap.empty(name);
    for (Path file : files) {
      // A link that leads nowhere is there, and a problem: it was meant to say something.
      if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
        ConfigMap tree = reader.read(file, shown(file)).map(each).orElse(ConfigMap.empty(name));
        result = Merge.deep(result, tree);
      }
    }
    return result;
  }
}
