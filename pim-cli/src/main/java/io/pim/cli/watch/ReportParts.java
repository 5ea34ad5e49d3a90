package io.pim.cli.watch;

import io.pim.cli.client.PendingStep;
import io.pim.cli.output.Facts;
import io.pim.cli.output.ForPeople;
import io.pim.cli.output.SafeText;
import io.pim.cli.output.Table;
import io.pim.cli.output.Terminal;
import io.pim.model.failure.FailureReport;
import io.pim.workflows.activity.StepProgress;
import io.pim.workflows.message.BuildState;
import io.pim.workflows.message.RetryAnswer;
import java.io.PrintWriter;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The parts that the reports and lists of builds and of deployments share. */
public record ReportParts(Terminal terminal, Clock clock) {
  private static final int LONGEST_NOTE = 70;

  public static String word(BuildState state) {
    return state.name().toLowerCase(Locale.ROOT);
  }

  /** The line that says where a retry continues. */
  public static String continues(String noun, String id, RetryAnswer answer) {
    return SafeText.line(
        noun + " " + id + " continues from " + answer.fromStep() + ": " + answer.why());
  }

  /** How long something took, or has taken so far. */
  public String took(Instant start, Optional<Instant> end) {
    return ForPeople.duration(Duration.between(start, end.orElseGet(clock::instant)));
  }

  /** The same for a step, which may not have begun. */
  public String took(Optional<Instant> start, Optional<Instant> end) {
    return start.map(from -> took(from, end)).orElse("");
  }

  /** A note that leaves room for the other columns of a list. */
  public static String clipped(String note) {
    return note.length() > LONGEST_NOTE ? note.substring(0, LONGEST_NOTE - 3) + "..." : note;
  }

  /**
   * Prints everything known.
   *
   * @param noun the word for it: {@code build}
   * @param answered whether a worker answered for it
   * @param steps empty when there are none
   */
  public void print(
      Facts facts,
      String noun,
      boolean answered,
      Optional<Table> steps,
      List<PendingStep> pending,
      Optional<FailureReport> failure) {
    facts.print(terminal);
    PrintWriter out = terminal.out();
    if (!answered) {
      out.println("\nno worker answers for this " + noun + "'s steps; start one: pim up");
    }
    if (steps.isPresent()) {
      out.println();
      steps.get().print(out);
    }
    pending(pending);
    failure.ifPresent(this::failure);
  }

  /** Prints what runs or waits for a worker. */
  private void pending(List<PendingStep> all) {
    for (PendingStep pending : all) {
      String what =
          pending.started()
              ? pending.progress().map(StepProgress::line).orElse("under way")
              : pending.waitsFor();
      String again =
          pending.attempt() > 1 && !pending.lastFailure().isEmpty()
              ? "; attempt " + pending.attempt() + " after: " + pending.lastFailure()
              : "";
      terminal.out().println("\nnow: " + SafeText.line(pending.activity() + ": " + what + again));
    }
  }

  /** Prints why it failed or is held. */
  private void failure(FailureReport failure) {
    PrintWriter out = terminal.out();
    out.println();
    out.println(terminal.ink().red(SafeText.line(failure.what())));
    new Facts()
        .add("where", failure.where())
        .add("why", failure.why())
        .add("do", failure.todo())
        .print(terminal);
    failure.lastLines().forEach(line -> out.println("    | " + SafeText.logLine(line)));
  }
}
