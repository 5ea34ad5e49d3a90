package io.pim.cli;

import io.pim.cli.command.CliContext;
import io.pim.cli.command.CommandLines;

/** The program. */
public final class Pim {
  private Pim() {}

  /** Runs one command and ends the process with its exit status. */
  public static void main(String[] arguments) {
    System.exit(CommandLines.of(CliContext.current()).execute(arguments));
  }
}
