package io.pim.cli.completion;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** A shell whose command lines can be completed. */
public enum Shell {
  BASH,
  ZSH,
  FISH;

  /** The script that has the shell ask {@code pim __complete} for words. */
  public String script() {
    String name = "pim." + name().toLowerCase(Locale.ROOT);
    try (InputStream in = Shell.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("this PIM lacks " + name);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
