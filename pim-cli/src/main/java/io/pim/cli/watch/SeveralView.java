package io.pim.cli.watch;

import io.pim.cli.output.ForPeople;
import io.pim.cli.output.Ink;
import io.pim.cli.output.LiveLines;
import io.pim.cli.output.ProgressBar;
import io.pim.cli.output.SafeText;
import io.pim.cli.output.Terminal;
import io.pim.workflows.message.BuildState;
import io.pim.workflows.message.StepState;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A display of several builds: on a terminal a table, redrawn in place; elsewhere one line for each
 * event, after the build's name; nothing if the person asked for quiet.
 */
final class SeveralView {
  private final Terminal terminal;
  private final List<String> ids;
  private final LiveLines live;
  private final Map<String, LineView> lines = new LinkedHashMap<>();
  private final LineView common;

  private SeveralView(Terminal terminal, Clock clock, List<String> ids) {
    this.terminal = terminal;
    this.ids = List.copyOf(ids);
    this.live = LiveLines.onOutput(terminal);
    this.common = new LineView(terminal, clock);
    ids.forEach(id -> lines.put(id, new LineView(terminal, clock, id + ": ")));
  }

  static SeveralView on(Terminal terminal, Clock clock, List<String> ids) {
    return new SeveralView(terminal, clock, ids);
  }

  /** Shows everything new since the last call. */
  void show(Map<String, ? extends Seen<?>> seen, Instant now) {
    if (terminal.isQuiet()) {
      return;
    }
    if (terminal.live()) {
      live.draw(table(seen, now));
    } else {
      seen.forEach((id, one) -> lines.get(id).show(one, now));
    }
  }

  private List<String> table(Map<String, ? extends Seen<?>> seen, Instant now) {
    int width = ids.stream().mapToInt(String::length).max().orElse(0);
    List<String> rows = new ArrayList<>();
    rows.add(
        live.clipped("%s  %-8s  %7s  %s".formatted(pad("BUILD", width), "STATE", "TIME", "STEP")));
    for (String id : ids) {
      rows.add(seen.containsKey(id) ? row(id, width, seen.get(id), now) : live.clipped(id));
    }
    // More lines than the terminal has could not be redrawn.
    int room = terminal.height() - 2;
    return rows.size() > room ? rows.subList(0, room) : rows;
  }

  private String row(String id, int width, Seen<?> seen, Instant now) {
    String start = pad(SafeText.line(id), width) + "  ";
    String state = "%-8s".formatted(ReportParts.word(seen.state()));
    Duration took = Duration.between(seen.startedAt(), seen.endedAt().orElse(now));
    String rest = "  %7s  %s".formatted(ForPeople.duration(took), step(seen, now)).stripTrailing();
    int room = Math.max(0, terminal.width() - 1 - start.length() - state.length());
    return start
        + colour(seen.state(), state)
        + (rest.length() > room ? rest.substring(0, room) : rest);
  }

  /** The step that runs, with its progress. */
  private static String step(Seen<?> seen, Instant now) {
    if (!seen.isAnswered()) {
      return seen.step() + (seen.ended() ? "" : " (no worker answers: pim up)");
    }
    return seen.steps().get().stream()
        .filter(step -> step.state() == StepState.RUNNING)
        .map(step -> StepLine.of(step, seen, now))
        .map(line -> line.name() + "  " + ProgressBar.of(line.fraction()) + line.text())
        .map(SafeText::line)
        .findFirst()
        .orElse(SafeText.line(seen.step()));
  }

  private String colour(BuildState state, String text) {
    Ink ink = terminal.ink();
    return switch (state) {
      case DONE -> ink.green(text);
      case RUNNING -> ink.cyan(text);
      case HELD, FAILED -> ink.red(text);
      default -> ink.dim(text);
    };
  }

  private static String pad(String text, int width) {
    return text + " ".repeat(Math.max(0, width - text.length()));
  }

  /** Prints a permanent line. */
  void say(String line) {
    if (terminal.isQuiet()) {
      return;
    }
    if (terminal.live()) {
      live.say(line);
    } else {
      common.say(line);
    }
  }

  /** Leaves the last state on the screen. */
  void end() {
    live.leave();
  }
}
