package io.pim.model.files;

import java.nio.file.Path;

/** Reads paths as people write them in configuration: {@code ~/} means the home. */
public final class HomePath {
  private static final String HOME = "~/";

  private HomePath() {}

  /** Whether the home must be known to find the path. */
  public static boolean isInHome(String text) {
    return text.startsWith(HOME);
  }

  public static Path of(String text, Path home) {
    return isInHome(text) ? home.resolve(text.substring(HOME.length())) : Path.of(text);
  }
}
