package io.pim.e2e.chaos;

import io.pim.model.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The outcomes of all cells, for people and for programs. Thread-safe. */
public final class Table {
  private final long seed;
  private final List<Outcome> outcomes = new ArrayList<>();
  private Optional<Undisturbed> undisturbed = Optional.empty();

  public Table(long seed) {
    this.seed = seed;
  }

  /** Records the duration of an undisturbed build. */
  public synchronized void undisturbedTook(Duration full, Duration fromLayers) {
    undisturbed = Optional.of(new Undisturbed(full, fromLayers));
    System.out.println(describe(undisturbed.get()));
  }

  private static String describe(Undisturbed u) {
    return "undisturbed build: "
        + seconds(u.full())
        + " s; from the layers before script:work: "
        + seconds(u.fromLayers())
        + " s";
  }

  /** Adds a row and prints it at once, because the whole run takes hours. */
  public synchronized void add(Outcome outcome) {
    outcomes.add(outcome);
    System.out.print(row(outcome));
  }

  /** The table in Markdown. */
  public synchronized String markdown() {
    StringBuilder text = new StringBuilder();
    text.append("seed ").append(seed);
    undisturbed.ifPresent(u -> text.append("; ").append(describe(u)));
    text.append(
        "\n\n"
            + "| fault | at | struck | resumed after (s) | repeated (s) | sent twice (MiB) | total"
            + " (s) | result |\n");
    text.append("|---|---|---|---:|---:|---:|---:|---|\n");
    outcomes.forEach(o -> text.append(row(o)));
    return text.append('\n').append(summary()).append('\n').toString();
  }

  private static String row(Outcome o) {
    String result = o.result().name().toLowerCase(Locale.ROOT);
    return "| "
        + String.join(
            " | ",
            o.fault(),
            o.moment(),
            o.struck(),
            o.resumed().map(Table::seconds).orElse(""),
            o.repeated().map(Table::seconds).orElse(""),
            o.sentTwice().map(Table::mebibytes).orElse(""),
            o.total().isZero() ? "" : seconds(o.total()),
            o.remark().isEmpty() ? result : result + ": " + firstLine(o.remark()))
        + " |\n";
  }

  private String summary() {
    long skipped = count(Outcome.Result.SKIPPED);
    return count(Outcome.Result.PASSED)
        + " passed of "
        + (outcomes.size() - skipped)
        + " run, "
        + skipped
        + " skipped";
  }

  private long count(Outcome.Result result) {
    return outcomes.stream().filter(o -> o.result() == result).count();
  }

  private static String firstLine(String text) {
    return text.lines().findFirst().orElse("").replace("|", "\\|");
  }

  private static String seconds(Duration duration) {
    return String.format(Locale.ROOT, "%.1f", duration.toMillis() / 1000.0);
  }

  private static String mebibytes(long bytes) {
    return String.format(Locale.ROOT, "%.1f", bytes / (double) (1 << 20));
  }

  /** Writes table.md and table.json. */
  public synchronized void write(Path folder) throws IOException {
    Files.createDirectories(folder);
    Files.writeString(folder.resolve("table.md"), markdown());
    Json.write(folder.resolve("table.json"), new Content(seed, undisturbed, outcomes));
  }

  private record Undisturbed(Duration full, Duration fromLayers) {}

  private record Content(long seed, Optional<Undisturbed> undisturbed, List<Outcome> cells) {}
}
