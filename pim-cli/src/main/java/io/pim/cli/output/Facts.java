package io.pim.cli.output;

import java.util.LinkedHashMap;
import java.util.Map;

/** Names and values of one thing, printed as one line each. */
public final class Facts {
  private final Map<String, String> facts = new LinkedHashMap<>();

  /** Adds a fact; an empty value is left out. */
  public Facts add(String name, Object value) {
    String text = SafeText.line(String.valueOf(value));
    if (!text.isEmpty()) {
      facts.put(SafeText.line(name), text);
    }
    return this;
  }

  /** Prints to standard output. */
  public void print(Terminal terminal) {
    int width = facts.keySet().stream().mapToInt(String::length).max().orElse(0);
    facts.forEach(
        (name, value) -> {
          String gap = " ".repeat(width - name.length() + 2);
          terminal.out().println(terminal.ink().bold(name) + gap + value);
        });
    terminal.out().flush();
  }
}
