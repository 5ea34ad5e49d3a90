package io.pim.tools.ssh;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * Splits a script's output into lines and reports each line, even across several workers. A line is
 * reported again only if a worker ended before it could record the {@link #mark()} behind that
 * line. Also keeps the last lines.
 */
public final class FollowedLines {
  private static final int LAST_LINES = 20;

  private final OutputLines lines = new OutputLines(this::line);
  private final UnaryOperator<String> redact;
  private final Consumer<String> listener;
  private final Deque<String> last;
  private final int known;
  private long lineStart;
  private int pieces;
  private boolean first = true;

  /**
   * The position up to which output was reported; the next reader starts here.
   *
   * @param offset the byte at which the first line begins that is not completely reported
   * @param pieces how many pieces of that line were reported, if it is a very long one
   * @param lastLines the last reported lines, free of secrets
   */
  public record Mark(long offset, int pieces, List<String> lastLines) {
    public static final Mark START = new Mark(0, 0, List.of());

    public Mark {
      lastLines = List.copyOf(lastLines);
    }
  }

  /**
   * @param from the position of an earlier reader
   * @param redact removes secrets from a line
   * @param listener receives each line, in order
   */
  public FollowedLines(Mark from, UnaryOperator<String> redact, Consumer<String> listener) {
    this.lineStart = from.offset();
    this.known = from.pieces();
    this.last = new ArrayDeque<>(from.lastLines());
    this.redact = redact;
    this.listener = listener;
  }

  /**
   * Adds output.
   *
   * @param newOffset the number of bytes of output including this chunk
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

  /** Marks the end of the output, possibly within a line. */
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
    listener.accept(line);
  }
}
