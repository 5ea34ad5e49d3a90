package io.pim.cli.manual;

import io.pim.cli.manual.CommandPage.Entry;
import java.util.List;
import java.util.Locale;

/**
 * A command's manual page, written with the macros of man(7).
 *
 * @param version PIM's
 */
record ManPage(CommandPage page, String version) {
  String text() {
    StringBuilder text = new StringBuilder();
    String title = page.fileName().toUpperCase(Locale.ROOT);
    text.append(".TH ").append(title).append(" 1 \"\" \"PIM ").append(escaped(version));
    text.append("\" \"PIM\"\n");
    text.append(".SH NAME\n");
    text.append(escaped(page.fileName())).append(" \\- ").append(escaped(page.header()));
    text.append("\n.SH SYNOPSIS\n").append(escaped(page.synopsis())).append("\n");
    if (!page.description().isEmpty()) {
      text.append(".SH DESCRIPTION\n");
      page.description().forEach(line -> text.append(".PP\n").append(escaped(line)).append("\n"));
    }
    text.append(list("ARGUMENTS", page.parameters()));
    text.append(list("OPTIONS", page.options()));
    text.append(list("COMMANDS", page.commands()));
    text.append(list("EXIT STATUS", page.exitStatuses()));
    if (!page.examples().isEmpty()) {
      text.append(".SH EXAMPLES\n.nf\n");
      page.examples().forEach(line -> text.append(escaped(line)).append("\n"));
      text.append(".fi\n");
    }
    page.parent()
        .ifPresent(
            parent ->
                text.append(".SH SEE ALSO\n.BR ")
                    .append(escaped(CommandPage.fileName(parent)))
                    .append(" (1)\n"));
    return text.toString();
  }

  private static String list(String heading, List<Entry> entries) {
    if (entries.isEmpty()) {
      return "";
    }
    StringBuilder text = new StringBuilder(".SH " + heading + "\n");
    for (Entry entry : entries) {
      text.append(".TP\n\\fB").append(escaped(entry.name())).append("\\fR\n");
      text.append(escaped(entry.text())).append("\n");
    }
    return text.toString();
  }

  /**
   * Escapes a backslash, a dash, and a dot or quote at the beginning of a line, which have other
   * meanings.
   */
  private static String escaped(String text) {
    return text.replace("\\", "\\e").replace("-", "\\-").replaceFirst("^([.'])", "\\\\&$1");
  }
}
