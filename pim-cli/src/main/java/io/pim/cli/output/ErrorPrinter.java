package io.pim.cli.output;

import io.pim.model.config.SecretFields;
import java.util.List;

/** Prints complaints and build failures: what, where, why, and what to do next. */
public final class ErrorPrinter {
  private final Terminal terminal;

  public ErrorPrinter(Terminal terminal) {
    this.terminal = terminal;
  }

  /** Prints to standard error. */
  public void print(Complaint complaint) {
    line(terminal.error().ink().red("pim: ") + shown(complaint.what()));
    labelled("where", complaint.where());
    complaint.why().forEach(reason -> labelled("why", reason));
    labelled("do", complaint.todo());
    terminal.errors().flush();
  }

  /** Prints the last lines of a log or console. */
  public void quote(List<String> lines) {
    for (String text : lines) {
      line(terminal.error().ink().dim("    | ") + SafeText.logLine(text));
    }
  }

  /** Prints a command that helps, and its purpose. */
  public void next(String command, String does) {
    line("  " + terminal.error().ink().bold(SafeText.line(command)) + "  " + does);
    terminal.errors().flush();
  }

  /** Prints the stack trace, for {@code --debug}. */
  public void stack(Throwable cause) {
    cause.printStackTrace(terminal.errors());
    terminal.errors().flush();
  }

  private void labelled(String label, String text) {
    if (!text.isEmpty()) {
      line("  " + terminal.error().ink().bold("%-5s".formatted(label)) + " " + shown(text));
    }
  }

  /** Removes logins from URLs, which any error may quote from a command line or a server. */
  private static String shown(String text) {
    return SafeText.line(SecretFields.withoutLogins(text));
  }

  private void line(String text) {
    terminal.errors().println(text);
  }
}
