package io.pim.cli.watch;

import io.pim.cli.output.ForPeople;
import io.pim.cli.output.SafeText;
import io.pim.cli.output.Terminal;
import io.pim.workflows.message.BuildState;
import io.pim.workflows.message.StepState;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Prints one line for each event, for logs and pipes. */
final class LineView implements WatchView {
  private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("HH:mm:ss");

  private final Terminal terminal;
  private final Clock clock;
  private final String prefix;
  private final Map<String, StepState> steps = new HashMap<>();
  private final Map<String, String> hints = new HashMap<>();
  private BuildState state = BuildState.WAITING;
  private Instant now = Instant.EPOCH;

  LineView(Terminal terminal, Clock clock) {
    this(terminal, clock, "");
  }

  /**
   * A view of one of several builds.
   *
   * @param prefix stands before each event
   */
  LineView(Terminal terminal, Clock clock, String prefix) {
    this.terminal = terminal;
    this.clock = clock;
    this.prefix = prefix;
  }

  @Override
  public void show(Seen<?> seen, Instant at) {
    now = at;
    seen.steps().ifPresent(all -> show(all, seen));
  }

  private void show(List<WatchedStep> all, Seen<?> seen) {
    for (WatchedStep step : all) {
      StepLine line = StepLine.of(step, seen, now);
      StepState before = steps.put(step.name(), step.state());
      if (before != step.state() && step.state() != StepState.TODO) {
        event(line);
      } else if (step.state() == StepState.RUNNING && isWorthALine(line.text())) {
        hint(line);
      }
    }
    if (seen.state() != state && seen.state() == BuildState.HELD) {
      say("held at " + seen.step());
    }
    state = seen.state();
  }

  /**
   * Whether a text is an event. Progress, which changes many times a second, is not; waiting for
   * something and another attempt are.
   */
  private static boolean isWorthALine(String text) {
    return text.startsWith("waiting for ") || text.startsWith("attempt ");
  }

  private void hint(StepLine line) {
    String text = line.text().replaceFirst("; .*", "");
    if (!text.equals(hints.put(line.name(), text))) {
      say(line.name() + ": " + (text.startsWith("waiting for ") ? line.text() : text));
    }
  }

  private void event(StepLine line) {
    hints.remove(line.name());
    switch (line.state()) {
      case RUNNING -> say(line.name() + " started");
      case SKIPPED -> {
        // Implied by the step that makes it unnecessary.
      }
      default ->
          say(
              line.name()
                  + " "
                  + line.state().name().toLowerCase(Locale.ROOT)
                  + line.elapsed().map(e -> " in " + ForPeople.duration(e)).orElse("")
                  + (line.text().isEmpty() ? "" : ": " + line.text()));
    }
  }

  @Override
  public void say(String line) {
    String time = CLOCK.withZone(ZoneId.systemDefault()).format(clock.instant());
    terminal.out().println(time + " " + SafeText.line(prefix + line));
    terminal.out().flush();
  }

  @Override
  public void end() {
    // There is nothing to clear.
  }
}
