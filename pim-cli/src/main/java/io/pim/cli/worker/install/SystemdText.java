package io.pim.cli.worker.install;

import java.util.Map;
import java.util.stream.Collectors;

/** Writes values into unit files, by the quoting rules of systemd.syntax(7) and systemd.exec(5). */
final class SystemdText {
  private SystemdText() {}

  /** A value without specifiers, such as a path of one line. */
  static String plain(String text) {
    if (text.chars().anyMatch(c -> c < ' ')) {
      throw new IllegalArgumentException("a unit file cannot hold control characters");
    }
    return text.replace("%", "%%");
  }

  /** A value as one word of a list. */
  static String word(String text) {
    return '"' + plain(text).replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }

  /** The program of ExecStart=, in which a dollar sign would name a variable. */
  static String program(String path) {
    return word(path).replace("$", "$$");
  }

  /** A line for each variable. */
  static String environment(Map<String, String> variables) {
    return variables.entrySet().stream()
        .map(variable -> "Environment=" + word(variable.getKey() + "=" + variable.getValue()))
        .collect(Collectors.joining("\n"));
  }
}
