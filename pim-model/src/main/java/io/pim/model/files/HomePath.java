package io.pim.model.files;

import java.nio.file.Path;

/** A path as people write it in configuration: {@code ~/} means the home. */
public final class HomePath {
  private static final String HOME = "~/";

  private HomePath() {}

  public static Path of(String text, Path home) {
    return text.startsWith(HOME) ? home.resolve(text.substring(HOME.length())) : Path.of(text);
  }
}
