package io.pim.cli.output;

import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * The last lines of a terminal, redrawn in place. Draws nothing if that is not possible.
 * Thread-safe.
 */
public final class LiveLines {
  private static final String UP_AND_CLEAR = "\u001b[%dA\u001b[J";
  private static final long REDRAW_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

  private final Screen screen;
  private final Supplier<PrintWriter> writer;
  private final LongSupplier nanos;
  private List<String> drawn = List.of();
  private long drawnAt;

  LiveLines(Screen screen, Supplier<PrintWriter> writer, LongSupplier nanos) {
    this.screen = screen;
    this.writer = writer;
    this.nanos = nanos;
    this.drawnAt = nanos.getAsLong() - REDRAW_NANOS;
  }

  /** Draws on standard output. */
  public static LiveLines onOutput(Terminal terminal) {
    return new LiveLines(terminal.output(), terminal::out, System::nanoTime);
  }

  /** Draws on standard error, unless the person asked for quiet. */
  public static LiveLines onNotices(Terminal terminal) {
    return new LiveLines(terminal.error(), terminal::err, System::nanoTime);
  }

  /**
   * Draws these lines in place of the previous ones.
   *
   * @param lines none wider than the terminal, because wider ones cannot be redrawn
   */
  public synchronized void draw(List<String> lines) {
    if (!screen.live()) {
      return;
    }
    StringBuilder text = new StringBuilder(erasing());
    lines.forEach(line -> text.append(line).append('\n'));
    write(text);
    drawn = List.copyOf(lines);
    drawnAt = nanos.getAsLong();
  }

  /** Draws these lines, unless something was drawn in the last 200 ms. */
  public synchronized void drawNowAndThen(Supplier<List<String>> lines) {
    if (screen.live() && nanos.getAsLong() - drawnAt >= REDRAW_NANOS) {
      draw(lines.get());
    }
  }

  /** Prints a permanent line above the redrawn ones. */
  public synchronized void say(String line) {
    StringBuilder text = new StringBuilder(erasing()).append(SafeText.line(line)).append('\n');
    drawn.forEach(below -> text.append(below).append('\n'));
    write(text);
  }

  /** Removes the lines from the screen. */
  public synchronized void clear() {
    draw(List.of());
  }

  /** Leaves the lines on the screen and starts below them. */
  public synchronized void leave() {
    drawn = List.of();
  }

  /** A line without colours, cut to the terminal's width. */
  public String clipped(String line) {
    return line.substring(0, Math.min(line.length(), screen.width() - 1));
  }

  private String erasing() {
    return drawn.isEmpty() ? "" : UP_AND_CLEAR.formatted(drawn.size());
  }

  private void write(StringBuilder text) {
    PrintWriter to = writer.get();
    to.print(text);
    to.flush();
  }
}
