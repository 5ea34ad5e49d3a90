package io.pim.model.config;

/**
 * One thing that is wrong with the configuration; never carries the value of a secret field.
 *
 * @param file as people know it; may be empty where no file is to blame
 * @param line counted from 1; 0 for the file as a whole
 * @param path the field, such as {@code build.disk_size}; may be empty
 * @param rule what must hold, or what went wrong, such as {@code must be a size such as 20G}
 * @param found the value found instead; may be empty
 * @param advice what to do; may be empty
 */
public record Problem(
    String file, int line, String path, String rule, String found, String advice) {

  private static final String HIDDEN = "a value not shown here, because it is a secret";

  /** A problem of the value at {@code origin}, whose path there tells whether it is a secret. */
  public static Problem at(Origin origin, String rule, String found) {
    boolean secret = SecretFields.isSecretPath(origin.path()) && !found.isEmpty();
    String shown = secret ? HIDDEN : SecretFields.withoutLogins(found);
    return new Problem(origin.file(), origin.line(), origin.path(), rule, shown, "");
  }

  /** A problem of a whole file, or of none. */
  public static Problem of(String file, String rule) {
    return new Problem(file, 0, "", rule, "", "");
  }

  /** The same problem, of the value that led to it. */
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
