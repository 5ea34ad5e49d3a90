package io.pim.host.build;

import io.pim.model.failure.DiskFull;
import io.pim.model.files.FileTail;
import io.pim.model.secret.Redactor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** The log of a build or of an image verification: one line an event, without secrets. */
public final class BuildLog {
  private static final int LONGEST_SHOWN = 300;
  private static final int TAIL_BYTES = 64 << 10;
  private static final int MOST_SINCE = 8 << 20;

  /** Escape sequences and control characters, except line ends and tabs. */
  private static final Pattern CONTROLS =
      Pattern.compile("\\x1b\\[[0-9;?]*[A-Za-z]|[\\p{Cc}&&[^\\t\\n\\r]]");

  /** The limit for a guest's output in one try of a step. */
  private static final long MOST_OUTPUT = 16L << 20;

  /** A log of this size accepts no more output of guests. */
  private static final long MOST_LOG = 64L << 20;

  private final Path file;
  private final Redactor redactor;
  private final Clock clock;
  private final OutputLimit limit;

  public BuildLog(Path file, Redactor redactor, Clock clock) {
    this(file, redactor, clock, new OutputLimit(MOST_OUTPUT, MOST_LOG));
  }

  BuildLog(Path file, Redactor redactor, Clock clock, OutputLimit limit) {
    this.limit = limit;
    this.file = file;
    this.redactor = redactor;
    this.clock = clock;
  }

  /**
   * Adds a line that a guest caused, such as a script's output. Above the limits it adds a notice
   * once and drops the line, because a guest may write endlessly and the host's disk is shared.
   *
   * @return whether the line was added
   */
  public boolean addOutput(String step, String line) {
    OutputLimit.Verdict verdict = limit.count(file, line);
    switch (verdict) {
      case KEPT -> add(step, line);
      case FIRST_LEFT_OUT -> add(step, "[pim] " + limit + ": the rest is left out of this log");
      case LEFT_OUT -> {}
    }
    return verdict == OutputLimit.Verdict.KEPT;
  }

  /**
   * Adds one line. Line breaks inside it are removed, so that output cannot look like another
   * step's line.
   */
  public void add(String step, String line) {
    String entry =
        clock.instant().truncatedTo(ChronoUnit.MILLIS) + " [" + step + "] " + text(line) + "\n";
    try {
      Files.write(
          file,
          entry.getBytes(StandardCharsets.UTF_8),
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(DiskFull.named(file, e));
    }
  }

  /** A line as the log has it: without secrets, and without what could look like another line. */
  public String text(String line) {
    return oneLine(redactor.redact(line));
  }

  /** The number of bytes in the log. */
  public long size() {
    try {
      return Files.exists(file) ? Files.size(file) : 0;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * The texts of a step's lines after the first bytes of the log.
   *
   * @param size an earlier {@link #size}
   */
  public List<String> since(long size, String step) throws IOException {
    if (Files.notExists(file)) {
      return List.of();
    }
    String mark = " [" + step + "] ";
    return FileTail.since(file, size, MOST_SINCE)
        .text()
        .lines()
        .map(line -> line.substring(Math.max(0, line.indexOf(' '))))
        .filter(line -> line.startsWith(mark))
        .map(line -> line.substring(mark.length()))
        .toList();
  }

  /** Masks the build's secrets in text for other places. */
  public String redact(String text) {
    return redactor.redact(text);
  }

  /** One line without any character that controls a terminal. */
  public static String oneLine(String text) {
    return text.replaceAll("[\\p{Cc}\\u2028\\u2029]", " ");
  }

  /**
   * The last lines of a text file such as a console, without secrets; empty when there is no file.
   */
  public List<String> lastLines(Path textFile, int count) {
    FileTail tail;
    try {
      tail = FileTail.of(textFile, TAIL_BYTES);
    } catch (IOException e) {
      return List.of();
    }
    // Mask the whole text first and shorten it afterwards: half a secret would not be recognised.
    String text = redactor.redact(CONTROLS.matcher(tail.text()).replaceAll(""));
    List<String> lines = new ArrayList<>(text.lines().toList());
    if (!tail.whole() && !lines.isEmpty()) {
      // The first line may begin within a secret, so only its end is shown.
      lines.set(0, end(lines.get(0)));
    }
    List<String> shown = lines.stream().filter(line -> !line.isBlank()).toList();
    return shown.subList(Math.max(0, shown.size() - count), shown.size()).stream()
        .map(BuildLog::shorten)
        .toList();
  }

  /** The end of a line; empty when the line is no longer than the part that may be missing. */
  private static String end(String line) {
    return line.length() > TAIL_BYTES / 4 ? line.substring(line.length() - LONGEST_SHOWN) : "";
  }

  private static String shorten(String line) {
    return line.length() > LONGEST_SHOWN ? line.substring(0, LONGEST_SHOWN) : line;
  }
}
