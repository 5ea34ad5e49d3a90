package io.pim.tools.ssh;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * Separates a command's output from text printed before the command began, such as a greeting of a
 * login shell's start-up file or sudo's lecture. The command first prints a random mark on both
 * outputs, and only the text after it counts.
 */
final class MarkedAnswer {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final int RANDOM_BYTES = 16;
  private static final int LONGEST_COMPLAINT = 500;
  private static final String WORD = "pim-begins";

  private final String random;
  private final Stream stdout;
  private final Stream stderr;
  private final OutputSink complaints;

  /**
   * @param stderr receives, at the end, also the text printed when the command never began
   */
  MarkedAnswer(OutputSink stdout, OutputSink stderr) {
    byte[] bytes = new byte[RANDOM_BYTES];
    RANDOM.nextBytes(bytes);
    this.random = HexFormat.of().formatHex(bytes);
    byte[] mark = (WORD + "-" + random + "\n").getBytes(StandardCharsets.US_ASCII);
    this.stdout = new Stream(mark, stdout);
    this.stderr = new Stream(mark, stderr);
    this.complaints = stderr;
  }

  /**
   * The beginning of the command, for /bin/sh. It does not contain the mark in one piece: otherwise
   * a shell that echoes its commands would print the mark too early.
   */
  String firstOf() {
    String say = "printf '%s-%s\\n' " + WORD + " " + random;
    return say + "; " + say + " >&2\n";
  }

  OutputSink stdout() {
    return stdout;
  }

  OutputSink stderr() {
    return stderr;
  }

  /** Whether the command began. */
  boolean hasBegun() {
    return stdout.begun;
  }

  /** The first text printed instead of an answer. */
  String before() {
    String text =
        stdout.before.toString(StandardCharsets.UTF_8)
            + stderr.before.toString(StandardCharsets.UTF_8);
    return text.substring(0, Math.min(LONGEST_COMPLAINT, text.length()));
  }

  /** Marks the end of the command. */
  void end() {
    for (Stream stream : new Stream[] {stdout, stderr}) {
      if (!stream.begun && stream.before.size() > 0) {
        complaints.accept(stream.before.toByteArray());
      }
    }
  }

  private static final class Stream implements OutputSink {
    private static final int MOST_KEPT_BYTES = 64 << 10;

    private final byte[] mark;
    private final OutputSink to;
    private ByteArrayOutputStream before = new ByteArrayOutputStream();
    private boolean begun;

    Stream(byte[] mark, OutputSink to) {
      this.mark = mark;
      this.to = to;
    }

    @Override
    public void accept(byte[] chunk) {
      if (begun) {
        to.accept(chunk);
        return;
      }
      before.writeBytes(chunk);
      byte[] all = before.toByteArray();
      int at = indexOf(all, mark, Math.max(0, all.length - chunk.length - mark.length));
      if (at < 0) {
        forget(all);
        return;
      }
      begun = true;
      before = new ByteArrayOutputStream();
      byte[] rest = Arrays.copyOfRange(all, at + mark.length, all.length);
      if (rest.length > 0) {
        to.accept(rest);
      }
    }

    /** Drops a long greeting except its end, which may be the first half of a mark. */
    private void forget(byte[] all) {
      if (all.length > MOST_KEPT_BYTES) {
        before = new ByteArrayOutputStream();
        before.write(all, all.length - mark.length, mark.length);
      }
    }

    private static int indexOf(byte[] all, byte[] wanted, int from) {
      for (int i = from; i <= all.length - wanted.length; i++) {
        if (Arrays.equals(all, i, i + wanted.length, wanted, 0, wanted.length)) {
          return i;
        }
      }
      return -1;
    }
  }
}
