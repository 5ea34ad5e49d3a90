package io.pim.tools.ssh;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/**
 * Separates a command's output from other text. A login shell's start-up file may print a greeting
 * before it, sudo its lecture, and a process left by an earlier command anything. The command first
 * prints a random mark on both outputs, and only the text after it counts; in a shell that
 * continues, another mark ends it.
 */
final class MarkedAnswer {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final int RANDOM_BYTES = 16;
  private static final int LONGEST_COMPLAINT = 500;
  private static final String BEGIN = "pim-begins";
  private static final String END = "pim-ends";

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
    this.stdout = new Stream(bytes(BEGIN + "-" + random + "\n"), bytes(END + "-" + random), stdout);
    this.stderr = new Stream(bytes(BEGIN + "-" + random + "\n"), bytes(END + "-" + random), stderr);
    this.complaints = stderr;
  }

  private static byte[] bytes(String mark) {
    return mark.getBytes(StandardCharsets.US_ASCII);
  }

  /**
   * The beginning of the command, for /bin/sh. It does not contain the mark in one piece: otherwise
   * a shell that echoes its commands would print the mark too early.
   */
  String firstOf() {
    String say = "printf '%s-%s\\n' " + BEGIN + " " + random;
    return say + "; " + say + " >&2\n";
  }

  /** Follows the command in a shell that continues; reports the command's exit status. */
  String lastOf() {
    String say = "printf '%s-%s %s\\n' " + END + " " + random + " $?";
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

  /** Whether the command ended, and all its output has come. */
  boolean hasEnded() {
    return stdout.ended && stderr.ended;
  }

  /** The exit status after the end; empty if the guest reported none. */
  Optional<ExitStatus> status() {
    String text = stdout.status.toString(StandardCharsets.US_ASCII).strip();
    return text.matches("[0-9]{1,3}")
        ? Optional.of(ExitStatus.of(Integer.parseInt(text)))
        : Optional.empty();
  }

  /** The first text printed instead of an answer. */
  String before() {
    String text =
        stdout.before.toString(StandardCharsets.UTF_8)
            + stderr.before.toString(StandardCharsets.UTF_8);
    return text.substring(0, Math.min(LONGEST_COMPLAINT, text.length()));
  }

  /** Passes on what is still held back when nothing more comes. */
  void end() {
    for (Stream stream : new Stream[] {stdout, stderr}) {
      if (stream.begun) {
        stream.flush();
      } else if (stream.before.size() > 0) {
        complaints.accept(stream.before.toByteArray());
      }
    }
  }

  private static final class Stream implements OutputSink {
    private static final int MOST_KEPT_BYTES = 64 << 10;
    private static final int LONGEST_STATUS = 8;

    private final byte[] first;
    private final byte[] last;
    private final OutputSink to;
    private ByteArrayOutputStream before = new ByteArrayOutputStream();
    private boolean begun;
    private byte[] held = {};
    private ByteArrayOutputStream status;
    private boolean ended;

    Stream(byte[] first, byte[] last, OutputSink to) {
      this.first = first;
      this.last = last;
      this.to = to;
    }

    @Override
    public void accept(byte[] chunk) {
      if (begun) {
        answer(chunk);
        return;
      }
      before.writeBytes(chunk);
      byte[] all = before.toByteArray();
      int at = indexOf(all, first, Math.max(0, all.length - chunk.length - first.length));
      if (at < 0) {
        forget(all);
        return;
      }
      begun = true;
      before = new ByteArrayOutputStream();
      answer(Arrays.copyOfRange(all, at + first.length, all.length));
    }

    private void answer(byte[] chunk) {
      if (status != null) {
        end(chunk);
        return;
      }
      byte[] all = Arrays.copyOf(held, held.length + chunk.length);
      System.arraycopy(chunk, 0, all, held.length, chunk.length);
      int at = indexOf(all, last, 0);
      int answered = at < 0 ? all.length - beginningOfMark(all) : at;
      held = at < 0 ? Arrays.copyOfRange(all, answered, all.length) : new byte[0];
      pass(Arrays.copyOf(all, answered));
      if (at >= 0) {
        status = new ByteArrayOutputStream();
        end(Arrays.copyOfRange(all, at + last.length, all.length));
      }
    }

    /** The rest of the last mark's line is the status. */
    private void end(byte[] chunk) {
      for (int i = 0; i < chunk.length && !ended; i++) {
        ended = chunk[i] == '\n' || status.size() == LONGEST_STATUS;
        status.write(chunk[i]);
      }
    }

    /** How many bytes at the end of a text may be the beginning of the last mark. */
    private int beginningOfMark(byte[] text) {
      int n = Math.min(text.length, last.length - 1);
      while (!Arrays.equals(text, text.length - n, text.length, last, 0, n)) {
        n--;
      }
      return n;
    }

    void flush() {
      pass(held);
      held = new byte[0];
    }

    private void pass(byte[] text) {
      if (text.length > 0) {
        to.accept(text);
      }
    }

    /** Drops a long greeting except its end, which may be the first half of a mark. */
    private void forget(byte[] all) {
      if (all.length > MOST_KEPT_BYTES) {
        before = new ByteArrayOutputStream();
        before.write(all, all.length - first.length, first.length);
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
