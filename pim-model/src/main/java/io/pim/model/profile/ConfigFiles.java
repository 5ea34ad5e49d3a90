package io.pim.model.profile;

import io.pim.model.config.ConfigFolders;
import io.pim.model.config.ConfigProblems;
import io.pim.model.config.Origin;
import io.pim.model.config.Problem;
import io.pim.model.config.Problems;
import io.pim.model.config.TextFile;
import io.pim.model.files.Names;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Finds templates and scripts by name, first in the project, then in the global folder. */
public record ConfigFiles(ConfigFolders folders) {
  /**
   * The file of a profile: its own, else {@code default}'s.
   *
   * @throws ConfigProblems when the file exists but cannot be read or is not trusted
   */
  public Optional<ConfigFile> find(FileKind kind, String profile) {
    return find(kind, List.of(profile, NamedTrees.DEFAULT));
  }

  /**
   * The file with exactly this name.
   *
   * @throws ConfigProblems when the file exists but cannot be read or is not trusted
   */
  public Optional<ConfigFile> named(FileKind kind, String name) {
    return find(kind, List.of(name));
  }

  /** Whether a file with exactly this name exists, usable or not. */
  boolean exists(FileKind kind, String name) {
    return paths(kind, List.of(name))
        .anyMatch(path -> Files.exists(path, LinkOption.NOFOLLOW_LINKS));
  }

  /** The problem that a profile's file is missing, with the searched places. */
  public Problem missing(FileKind kind, String profile) {
    return missing(kind, profile, List.of(profile, NamedTrees.DEFAULT));
  }

  /** The problem that the file of exactly this name is missing, with the searched places. */
  public Problem missingNamed(FileKind kind, String name) {
    return missing(kind, name, List.of(name));
  }

  private Optional<ConfigFile> find(FileKind kind, List<String> names) {
    return paths(kind, names)
        .filter(path -> Files.exists(path, LinkOption.NOFOLLOW_LINKS))
        .findFirst()
        .map(this::read);
  }

  private Problem missing(FileKind kind, String name, List<String> names) {
    String places =
        paths(kind, names).map(folders::shown).distinct().collect(Collectors.joining(", "));
    return Problem.of("", "there is no " + kind.title() + " '" + name + "'")
        .advise("looked for " + places);
  }

  private Stream<Path> paths(FileKind kind, List<String> names) {
    return names.stream()
        .filter(Names::isPlain)
        .distinct()
        .flatMap(
            name ->
                folders.inSearchOrder().stream()
                    .map(folder -> folder.resolve(kind.folder()).resolve(name + kind.suffix())));
  }

  /**
   * Guests read these files: a shell treats a carriage return as part of a word, and a byte order
   * mark as part of the first line.
   */
  private static void requireUnixText(String text, String shown, Problems problems) {
    if (text.startsWith("\uFEFF")) {
      problems.add(
          Problem.at(new Origin(shown, 1, ""), "begins with a byte order mark", "")
              .advise("save it as UTF-8 without one: sed -i '1s/^\\xEF\\xBB\\xBF//' " + shown));
    }
    int end = text.indexOf("\r\n");
    if (end >= 0) {
      int line = 1 + (int) text.substring(0, end).chars().filter(c -> c == '\n').count();
      problems.add(
          Problem.at(new Origin(shown, line, ""), "has Windows line endings (CR LF)", "")
              .advise("save it with Unix line endings: sed -i 's/\\r$//' " + shown));
    }
  }

  private ConfigFile read(Path path) {
    String shown = folders.shown(path);
    Problems problems = new Problems();
    folders.distrust(path).ifPresent(problems::add);
    problems.throwIfAny();
    Optional<String> text = new TextFile(path, shown).read(problems);
    text.ifPresent(its -> requireUnixText(its, shown, problems));
    problems.throwIfAny();
    return new ConfigFile(path, shown, text.orElseThrow());
  }
}
