package io.pim.tools.ssh;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/**
 * Turns any output into lines that can be shown and logged: UTF-8 with U+FFFD for invalid bytes, no
 * escape sequences or control characters, tabs as blanks, and no line longer than 4096 characters
 * (longer ones are split). A carriage return restarts the line, as on a terminal, so only the last
 * state of a progress bar remains.
 */
public final class OutputLines {
  private static final int LONGEST_LINE = 4096;

  private enum State {
    TEXT,
    ESCAPE,
    CONTROL_SEQUENCE,
    STRING_SEQUENCE,
    STRING_ESCAPE
  }

  private final Consumer<String> lines;
  private final CharsetDecoder decoder =
      StandardCharsets.UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPLACE)
          .onUnmappableCharacter(CodingErrorAction.REPLACE);
  private final ByteBuffer torn = ByteBuffer.allocate(8);
  private final StringBuilder line = new StringBuilder();
  private State state = State.TEXT;
  private boolean returned;

  public OutputLines(Consumer<String> lines) {
    this.lines = lines;
  }

  /** One line of text without characters that must not be shown. */
  public static String printable(String text) {
    StringBuilder all = new StringBuilder();
    OutputLines lines = new OutputLines(l -> all.append(all.isEmpty() ? "" : " ").append(l));
    lines.add(text.getBytes(StandardCharsets.UTF_8));
    lines.end();
    return all.toString();
  }

  /** Adds bytes; a chunk may begin and end anywhere, even within a character. */
  public void add(byte[] bytes) {
    ByteBuffer in = ByteBuffer.allocate(torn.position() + bytes.length);
    in.put(torn.flip()).put(bytes).flip();
    torn.clear();
    decode(in, false);
    torn.put(in);
  }

  /** Whether all added bytes were delivered as whole lines. */
  public boolean isBetweenLines() {
    return line.isEmpty() && !returned && state == State.TEXT && torn.position() == 0;
  }

  /** Marks the end of the output: delivers an unfinished last line. */
  public void end() {
    decode(torn.flip(), true);
    torn.clear();
    decoder.reset();
    if (line.length() > 0) {
      give();
    }
    state = State.TEXT;
    returned = false;
  }

  private void decode(ByteBuffer in, boolean last) {
    CharBuffer out = CharBuffer.allocate(in.remaining() + 2);
    decoder.decode(in, out, last);
    if (last) {
      decoder.flush(out);
    }
    out.flip();
    while (out.hasRemaining()) {
      take(out.get());
    }
  }

  /**
   * Handles escape sequences by ECMA-48: CSI ends at @ to ~, strings such as OSC at BEL or ESC \.
   */
  private void take(char c) {
    switch (state) {
      case ESCAPE -> state = afterEscape(c);
      case CONTROL_SEQUENCE -> {
        if (c >= '@' && c <= '~') {
          state = State.TEXT;
        } else if (c == '\n') {
          state = State.TEXT;
          give();
        }
      }
      case STRING_SEQUENCE -> {
        if (c == 0x1b) {
          state = State.STRING_ESCAPE;
        } else if (c == 0x07 || c == '\n') {
          state = State.TEXT;
        }
      }
      case STRING_ESCAPE -> state = State.TEXT;
      case TEXT -> text(c);
    }
  }

  private static State afterEscape(char c) {
    return switch (c) {
      case '[' -> State.CONTROL_SEQUENCE;
      case ']', 'P', 'X', '^', '_' -> State.STRING_SEQUENCE;
      default -> State.TEXT;
    };
  }

  private void text(char c) {
    if (c == '\n') {
      give();
    } else if (c == '\r') {
      returned = true;
    } else if (c == 0x1b) {
      state = State.ESCAPE;
    } else if (c == '\t') {
      append(' ');
    } else if (isShown(c)) {
      append(c);
    }
  }

  /** Excludes C0 and C1 controls, and the marks that change the direction of a whole line. */
  private static boolean isShown(char c) {
    return c >= ' '
        && (c < 0x7f || c > 0x9f)
        && (c < 0x202a || c > 0x202e)
        && (c < 0x2066 || c > 0x2069);
  }

  private void append(char c) {
    if (returned) {
      line.setLength(0);
      returned = false;
    }
    if (line.length() >= LONGEST_LINE && !Character.isLowSurrogate(c)) {
      give();
    }
    line.append(c);
  }

  private void give() {
    String text = line.toString();
    line.setLength(0);
    returned = false;
    lines.accept(text);
  }
}
