package io.pim.model.files;

import java.nio.file.Path;
import java.util.regex.Pattern;

/** Checks names from outside before they become paths, so that no path leaves its folder. */
public final class Names {
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._+-]{0,127}");

  private Names() {}

  /**
   * Whether a name is safe as a file name: letters, digits and {@code ._+-}, starting with a letter
   * or digit.
   */
  public static boolean isPlain(String name) {
    return PLAIN.matcher(name).matches();
  }

  /**
   * Returns the name if it is safe as a file name.
   *
   * @throws IllegalArgumentException otherwise
   */
  public static String requirePlain(String name) {
    if (!isPlain(name)) {
      throw new IllegalArgumentException(
          "'" + name + "' cannot be used as a name: use letters, digits and . _ + -");
    }
    return name;
  }

  /** The path of a file with a plain name in a folder. */
  public static Path inside(Path folder, String name) {
    return folder.resolve(requirePlain(name));
  }
}
