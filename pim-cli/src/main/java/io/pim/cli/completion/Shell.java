package io.pim.cli.completion;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** A shell for which PIM has completion. */
public enum Shell {
  BASH,
  ZSH,
  FISH;

  /** The script that makes the shell call {@code pim __complete}. */
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
