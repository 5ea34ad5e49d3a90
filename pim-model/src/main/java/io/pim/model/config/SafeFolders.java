package io.pim.model.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The project folders that are trusted even if other users own them: {@code safe_folders} in the
 * user's own pim.yml.
 */
final class SafeFolders {
  static final String KEY = "safe_folders";
  private static final String ALL = "*";

  static final Rule<List<String>> RULE =
      ListRule.of(
          Rules.TEXT.and(
              "must be an absolute path, or \"*\" for every folder",
              text -> text.startsWith("/") || text.equals(ALL)));

  private SafeFolders() {}

  /** Whether the user's own settings list {@code folder}. */
  static boolean name(Path folder, Path settings) {
    if (!Files.isRegularFile(settings)) {
      return false;
    }
    // Problems are dropped here, because reading the settings reports them.
    Problems untold = new Problems();
    return new YamlReader(untold)
            .read(settings, settings.toString())
            .map(tree -> tree.list(KEY, RULE))
            .orElse(List.of())
            .stream()
            .anyMatch(name -> name.equals(ALL) || isSame(Path.of(name), folder));
  }

  private static boolean isSame(Path named, Path folder) {
    try {
      return Files.exists(named) && Files.isSameFile(named, folder);
    } catch (IOException e) {
      return false;
    }
  }
}
