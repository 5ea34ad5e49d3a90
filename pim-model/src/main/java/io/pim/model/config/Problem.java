package io.pim.model.config;

/**
 * One mistake in the configuration; never contains the value of a secret field.
 *
 * @param file name as shown in messages; empty when no single file is the cause
 * @param line counted from 1; 0 for the file as a whole
 * @param path the field, such as {@code build.disk_size}; may be empty
 * @param rule what must hold, or what went wrong, such as {@code must be a size such as 20G}
 * @param found the value found instead; may be empty
 * @param advice what to do; may be empty
 */
public record Problem(
    String file, int line, String path, String rule, String found, String advice) {

  private static final String HIDDEN = "a value not shown here, because it is a secret";
  private static final String QUOTES = ": put it in quotes";

  /**
   * A problem with the value at {@code origin}. The origin's path decides whether the value is
   * secret.
   */
  public static Problem at(Origin origin, String rule, String found) {
    boolean secret = SecretFields.isSecretPath(origin.path()) && !found.isEmpty();
    String hidden = found.endsWith(QUOTES) ? HIDDEN + QUOTES : HIDDEN;
    String shown = secret ? hidden : SecretFields.withoutLogins(found);
    return new Problem(origin.file(), origin.line(), origin.path(), rule, shown, "");
  }

  /** A problem with a whole file, or with no file in particular. */
  public static Problem of(String file, String rule) {
    return new Problem(file, 0, "", rule, "", "");
  }

  /** The same problem, moved to the position of the value that caused it. */
  public Problem in(Origin origin) {
    return new Problem(origin.file(), origin.line(), origin.path(), rule, found, advice);
  }

  public Problem advise(String text) {
    return new Problem(file, line, path, rule, found, text);
  }

  /** One line: place, field, rule, value found, advice. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    if (!file.isEmpty()) {
      text.append(new Origin(file, line, path)).append(": ");
    }
    if (!path.isEmpty()) {
      text.append(path).append(": ");
    }
    text.append(rule);
    if (!found.isEmpty()) {
      text.append(", but is ").append(found);
    }
    return advice.isEmpty() ? text.toString() : text.append("; ").append(advice).toString();
  }
}
