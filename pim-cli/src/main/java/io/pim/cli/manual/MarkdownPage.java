package io.pim.cli.manual;

import io.pim.cli.manual.CommandPage.Entry;
import java.util.List;
import java.util.stream.Collectors;

/** A command's page for docs/commands. */
record MarkdownPage(CommandPage page) {
  String text() {
    StringBuilder text = new StringBuilder();
    text.append("<!-- Made by `make docs` from the command's own help. -->\n\n");
    text.append("# ").append(page.name()).append("\n\n");
    text.append(escaped(page.header())).append("\n\n");
    text.append("    ").append(page.synopsis()).append("\n");
    page.description().forEach(line -> text.append("\n").append(escaped(line)).append("\n"));
    text.append(table("Arguments", page.parameters()));
    text.append(table("Options", page.options()));
    text.append(commands());
    text.append(table("Exit status", page.exitStatuses()));
    if (!page.examples().isEmpty()) {
      text.append("\n## Examples\n\n");
      page.examples().forEach(line -> text.append("    ").append(line).append("\n"));
    }
    page.parent()
        .ifPresent(
            parent ->
                text.append("\nSee also [")
                    .append(parent)
                    .append("](")
                    .append(CommandPage.fileName(parent))
                    .append(
                        ".md); the options `--help`, `--debug`, `--quiet` and `-C DIR` are those of"
                            + " [pim]")
                    .append("(pim.md).\n"));
    return text.toString().replaceAll("(?m) +$", "");
  }

  private String commands() {
    if (page.commands().isEmpty()) {
      return "";
    }
    return page.commands().stream()
        .map(
            entry ->
                "| [%s](%s.md) | %s |\n"
                    .formatted(
                        entry.name(), CommandPage.fileName(entry.name()), cell(entry.text())))
        .collect(Collectors.joining("", "\n## Commands\n\n| | |\n|---|---|\n", ""));
  }

  private static String table(String heading, List<Entry> entries) {
    if (entries.isEmpty()) {
      return "";
    }
    return entries.stream()
        .map(
            entry ->
                "| `%s` | %s |\n".formatted(entry.name().replace("|", "\\|"), cell(entry.text())))
        .collect(Collectors.joining("", "\n## " + heading + "\n\n| | |\n|---|---|\n", ""));
  }

  private static String cell(String text) {
    return escaped(text).replace("|", "\\|");
  }

  /** Escapes text such as {@code <name>} and {@code *}, which must appear literally. */
  private static String escaped(String text) {
    return text.replace("<", "&lt;").replace("*", "\\*").replace("_", "\\_");
  }
}
