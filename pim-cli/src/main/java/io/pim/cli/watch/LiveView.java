package io.pim.cli.watch;

import io.pim.cli.output.ForPeople;
import io.pim.cli.output.Ink;
import io.pim.cli.output.LiveLines;
import io.pim.cli.output.ProgressBar;
import io.pim.cli.output.SafeText;
import io.pim.cli.output.Terminal;
import io.pim.workflows.message.StepState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Draws the steps with elapsed times and bars, and redraws them in place; for terminals. */
final class LiveView implements WatchView {
  private final Terminal terminal;
  private final String id;
  private final LiveLines live;

  LiveView(Terminal terminal, String id) {
    this.terminal = terminal;
    this.id = id;
    this.live = LiveLines.onOutput(terminal);
  }

  @Override
  public void show(Seen<?> seen, Instant now) {
    live.draw(
        seen.steps()
            .map(steps -> lines(steps, seen, now))
            .orElseGet(() -> List.of(heading(seen, now) + clip(at(seen)))));
  }

  private static String at(Seen<?> seen) {
    return seen.step().isEmpty() ? "" : " at " + seen.step();
  }

  private String heading(Seen<?> seen, Instant until) {
    String words = seen.state().name().toLowerCase(Locale.ROOT);
    String place = seen.host().isEmpty() ? "" : " on " + seen.host();
    return terminal.ink().bold(clip(id))
        + " "
        + words
        + clip(place)
        + " "
        + ForPeople.duration(Duration.between(seen.startedAt(), until));
  }

  private List<String> lines(List<WatchedStep> all, Seen<?> seen, Instant now) {
    List<StepLine> steps = all.stream().map(step -> StepLine.of(step, seen, now)).toList();
    int nameWidth = steps.stream().mapToInt(line -> line.name().length()).max().orElse(0);
    List<String> lines = new ArrayList<>();
    lines.add(heading(seen, seen.endedAt().orElse(now)));
    steps.forEach(step -> lines.add(line(step, nameWidth)));
    return fitting(lines);
  }

  private String line(StepLine step, int nameWidth) {
    String elapsed = step.elapsed().map(ForPeople::duration).orElse("");
    String start = "  %-8s".formatted(word(step.state()));
    String middle = "%s  %6s  ".formatted(pad(SafeText.line(step.name()), nameWidth), elapsed);
    String rest = (ProgressBar.of(step.fraction()) + SafeText.line(step.text())).stripTrailing();
    String plain = middle + rest;
    int room = terminal.width() - 1 - start.length();
    String shown = plain.length() > room ? plain.substring(0, Math.max(0, room)) : plain;
    return colour(step.state(), start) + shown;
  }

  private static String pad(String text, int width) {
    return text + " ".repeat(Math.max(0, width - text.length()));
  }

  private static String word(StepState state) {
    return state == StepState.TODO ? "to do" : state.name().toLowerCase(Locale.ROOT);
  }

  private String colour(StepState state, String text) {
    Ink ink = terminal.ink();
    return switch (state) {
      case TODO, SKIPPED -> ink.dim(text);
      case RUNNING -> ink.cyan(text);
      case DONE, CACHED -> ink.green(text);
      case FAILED -> ink.red(text);
    };
  }

  private String clip(String text) {
    String safe = SafeText.line(text);
    int room = terminal.width() / 2;
    return safe.length() > room ? safe.substring(0, room) : safe;
  }

  /**
   * Limits the lines to the terminal's height, because more could not be redrawn; the first steps
   * are dropped.
   */
  private List<String> fitting(List<String> lines) {
    int room = terminal.height() - 2;
    if (lines.size() <= room) {
      return lines;
    }
    List<String> shown = new ArrayList<>();
    shown.add(lines.get(0));
    shown.add("  ...");
    shown.addAll(lines.subList(lines.size() - (room - 2), lines.size()));
    return shown;
  }

  @Override
  public void say(String line) {
    live.say(line);
  }

  @Override
  public void end() {
    live.leave();
  }
}
