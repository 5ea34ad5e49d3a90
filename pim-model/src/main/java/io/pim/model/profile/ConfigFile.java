package io.pim.model.profile;

import java.nio.file.Path;

/**
 * A template or script.
 *
 * @param shown its name in messages: relative to the project folder, or absolute
 */
public record ConfigFile(Path path, String shown, String text) {
  /** Contains only the file's name: the text may carry secrets. */
  @Override
  public String toString() {
    return shown;
  }
}
