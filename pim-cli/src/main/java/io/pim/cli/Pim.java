package io.pim.cli;

import io.pim.cli.shell.CliContext;
import io.pim.cli.temporal.DistributionInfo;
import io.pim.cli.temporal.WarmUp;
import io.pim.cli.worker.WorkerRunCommand;
import java.util.List;

/** The program's entry point. */
public final class Pim {
  private static final List<String> WORKER = List.of("worker", "run");

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
    CliContext context = CliContext.current();
    System.exit(
        words.equals(WORKER)
            ? runWorker(context)
            : CommandLines.of(context, words).execute(arguments));
  }

  /** Another shortcut, because builds may wait for this worker. */
  private static int runWorker(CliContext context) {
    try {
      ProjectWarning.print(context);
      return new WorkerRunCommand(context).call();
    } catch (Exception e) {
      return new ErrorHandler(context.terminal()).complain(e);
    }
  }
}
