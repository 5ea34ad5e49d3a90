package io.pim.tools.ssh;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * A script's output as lines, each told once, by whomever it is read; and the last ones of them
 * all.
 */
public final class FollowedLines {
  private static final int LAST_LINES = 20;

  private final OutputLines lines = new OutputLines(this::line);
  private final UnaryOperator<String> redact;
  private final Consumer<String> told;
  private final Deque<String> last;
  private final int known;
  private long lineStart;
  private int pieces;
  private boolean first = true;

  /**
   * How far the output was told: what the next reader has to know.
   *
   * @param offset the byte that begins the first line that is not told as a whole; read on there
   * @param pieces how many pieces of that line are told, where it is a very long one
   * @param lastLines the last lines that are told, free of secrets
   */
  public record Mark(long offset, int pieces, List<String> lastLines) {
    public static final Mark START = new Mark(0, 0, List.of());

    public Mark {
      lastLines = List.copyOf(lastLines);
    }
  }

  /**
   * @param from where an earlier reader came to
   * @param redact frees a line of secrets
   * @param told takes each line, as it came
   */
  public FollowedLines(Mark from, UnaryOperator<String> redact, Consumer<String> told) {
    this.lineStart = from.offset();
    this.known = from.pieces();
    this.last = new ArrayDeque<>(from.lastLines());
    this.redact = redact;
    this.told = told;
  }

  /**
   * Output has come.
   *
   * @param newOffset how many bytes there were with this chunk
   */
  public void add(byte[] chunk, long newOffset) {
    int from = 0;
    for (int i = 0; i < chunk.length; i++) {
      if (chunk[i] == '\n') {
        lines.add(Arrays.copyOfRange(chunk, from, i + 1));
        from = i + 1;
        if (lines.isBetweenLines()) {
          lineStart = newOffset - chunk.length + from;
          pieces = 0;
          first = false;
        }
      }
    }
    lines.add(Arrays.copyOfRange(chunk, from, chunk.length));
  }

  /** The output has ended, perhaps within a line. */
  public void end() {
    lines.end();
  }

  public Mark mark() {
    return new Mark(lineStart, first ? Math.max(pieces, known) : pieces, lastLines());
  }

  /** The last lines, free of secrets. */
  public List<String> lastLines() {
    return List.copyOf(last);
  }

  private void line(String line) {
    pieces++;
    if (first && pieces <= known) {
      return;
    }
    last.addLast(redact.apply(line));
    if (last.size() > LAST_LINES) {
      last.removeFirst();
    }
    told.accept(line);
  }
}
