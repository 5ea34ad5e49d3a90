package io.pim.tools.proxmox;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The name of a task.
 *
 * @param node the node that runs it and keeps its state
 * @param id its VM or storage; may be empty
 */
public record Upid(String text, String node, String type, String id) {
  private static final Pattern FORM =
      Pattern.compile(
          "UPID:([a-zA-Z0-9](?:[a-zA-Z0-9\\-]*[a-zA-Z0-9])?):[0-9A-Fa-f]{8}:[0-9A-Fa-f]{8,9}"
              + ":[0-9A-Fa-f]{8}:([^:\\s/]+):([^:\\s/]*):[^:\\s/]+:");

  static Optional<Upid> parse(String text) {
    Matcher match = FORM.matcher(text);
    return match.matches()
        ? Optional.of(new Upid(text, match.group(1), match.group(2), match.group(3)))
        : Optional.empty();
  }

  @Override
  public String toString() {
    return text;
  }
}
