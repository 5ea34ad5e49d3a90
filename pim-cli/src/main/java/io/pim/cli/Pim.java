package io.pim.cli;

import io.pim.cli.shell.CliContext;
import io.pim.cli.temporal.DistributionInfo;
import io.pim.cli.temporal.WarmUp;
import java.util.List;

/** The program's entry point. */
public final class Pim {
  private Pim() {}

  /** Runs one command and ends the process with its exit status. */
  public static void main(String[] arguments) {
    if (arguments.length == 1 && arguments[0].equals("--version")) {
      // A shortcut for scripts: building the whole command line would take four times as long.
      System.out.println(DistributionInfo.current().headline());
      return;
    }
    List<String> words = List.of(arguments);
    WarmUp.startFor(words);
    System.exit(CommandLines.of(CliContext.current(), words).execute(arguments));
  }
}
