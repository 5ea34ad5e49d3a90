package io.pim.model.profile;

import java.nio.file.Path;

/**
 * A template or script.
 *
 * @param shown its name in messages: relative to the project folder, or else in full
 */
public record ConfigFile(Path path, String shown, String text) {
  /** Names the file only: its text may carry secrets. */
  @Override
  public String toString() {
    return shown;
  }
}
