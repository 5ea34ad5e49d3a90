package io.pim.cli.watch;

import io.pim.cli.output.ForPeople;
import io.pim.cli.output.SafeText;
import io.pim.cli.output.Terminal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Shows which steps took the time, longest first, once the work has ended; on terminals only,
 * because a log has the time of every step.
 *
 * @param total the time from the start to the end
 */
record TimeSpent(Duration total, List<Part> parts) {
  private static final int MOST = 5;
  private static final double WORTH_A_LINE = 0.03;
  private static final int BAR = 20;
  private static final Duration WORTH_SHOWING = Duration.ofSeconds(5);

  /** A part of the time. Parts may overlap, because some steps run at the same time. */
  record Part(String name, Duration length) {}

  /** Prints the summary if there is anything to show. */
  static void print(Terminal terminal, WatchEnd<?> end, Instant now) {
    boolean ended = end.outcome().filter(outcome -> outcome.state().isEnded()).isPresent();
    if (terminal.live() && !terminal.isQuiet() && ended) {
      end.lastSeen().map(seen -> of(seen, now)).ifPresent(spent -> spent.print(terminal));
    }
  }

  /** The times of the steps that ran, longest first, the short ones as one. */
  static TimeSpent of(Seen<?> seen, Instant now) {
    Duration total = Duration.between(seen.startedAt(), seen.endedAt().orElse(now));
    List<Part> steps =
        seen.steps().orElse(List.of()).stream()
            .filter(step -> step.startedAt().isPresent())
            .map(step -> part(step, seen.endedAt().orElse(now)))
            .sorted(Comparator.comparing(Part::length).reversed())
            .toList();
    List<Part> shown = new ArrayList<>();
    List<Part> others = new ArrayList<>();
    for (Part step : steps) {
      boolean isLong = share(step.length(), total) >= WORTH_A_LINE;
      (isLong && shown.size() < MOST ? shown : others).add(step);
    }
    Duration rest = others.stream().map(Part::length).reduce(Duration.ZERO, Duration::plus);
    if (share(rest, total) >= WORTH_A_LINE) {
      shown.add(
          new Part(others.size() + (others.size() == 1 ? " other step" : " other steps"), rest));
    }
    return new TimeSpent(total, shown);
  }

  private static Part part(WatchedStep step, Instant now) {
    Instant end = step.endedAt().orElse(now);
    return new Part(step.name(), Duration.between(step.startedAt().orElseThrow(), end));
  }

  private static double share(Duration part, Duration total) {
    return total.isZero() ? 0 : (double) part.toMillis() / total.toMillis();
  }

  private void print(Terminal terminal) {
    if (total.compareTo(WORTH_SHOWING) < 0 || parts.isEmpty()) {
      return;
    }
    terminal.out().println("where the time went:");
    lines().forEach(line -> terminal.out().println("  " + line));
  }

  /** A line for each part: its time, its share of the total, and a bar. */
  List<String> lines() {
    int width = parts.stream().mapToInt(part -> part.name().length()).max().orElse(0);
    return parts.stream().map(part -> line(part, width)).toList();
  }

  private String line(Part part, int width) {
    double share = Math.min(1, share(part.length(), total));
    String name = SafeText.line(part.name());
    return "%s  %7s  %3d%%  %s"
        .formatted(
            name + " ".repeat(Math.max(0, width - name.length())),
            ForPeople.duration(part.length()),
            Math.round(share * 100),
            "#".repeat((int) Math.max(1, Math.round(share * BAR))))
        .stripTrailing();
  }
}
