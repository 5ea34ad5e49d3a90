package io.pim.model.target;

import io.pim.model.config.Origin;
import java.util.List;

/** The source of a secret. Only {@link Clear} holds the secret itself. */
public sealed interface SecretSource {
  /** The position in the configuration that names the source. */
  Origin origin();

  /** A variable of the environment of the command that deploys. */
  record Environment(Origin origin, String name) implements SecretSource {}

  /** The first line of a file that only its owner can read. */
  record FromFile(Origin origin, String path) implements SecretSource {}

  /**
   * The first line of a program's output.
   *
   * @param words the program and its arguments; no shell reads them
   */
  record Command(Origin origin, List<String> words) implements SecretSource {
    public Command {
      words = List.copyOf(words);
    }
  }

  /** The secret itself, in clear in the configuration. */
  record Clear(Origin origin, String value) implements SecretSource {
    /** The warning for the user, with file and line. */
    public String warning() {
      return origin
          + ": "
          + origin.path()
          + ": is a secret in clear; better: {env: NAME}, {file: PATH} or {command: [...]}";
    }

    @Override
    public String toString() {
      return "Clear[" + origin + "]";
    }
  }
}
