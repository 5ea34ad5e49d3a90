package io.pim.tools.ssh;

import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/** Counts a script's output on its way, and reads what the guest says about its end. */
final class FollowedOutput implements OutputSink {
  private static final int LONGEST_COMPLAINT = 500;

  /** An exit status is one byte: a guest that tells of another has told nothing. */
  private static final Pattern END =
      Pattern.compile(
          "pim-exit (?:\\d{1,2}|1\\d\\d|2[0-4]\\d|25[0-5])|pim-vanished|pim-gone|pim-short \\d+");

  private final GuestScript.Listener listener;
  private final BoundedOutput controls = new BoundedOutput();
  private long offset;

  FollowedOutput(long offset, GuestScript.Listener listener) {
    this.offset = offset;
    this.listener = listener;
  }

  @Override
  public void accept(byte[] chunk) {
    offset += chunk.length;
    listener.output(chunk, offset);
  }

  /** Takes what comes on standard error, where also sudo may say something. */
  void control(byte[] chunk) {
    controls.accept(chunk);
  }

  Optional<ScriptEnd> end() {
    return controls
        .text()
        .lines()
        .filter(line -> END.matcher(line).matches())
        .reduce((first, last) -> last)
        .map(line -> new ScriptEnd(status(line), offset));
  }

  private static OptionalInt status(String line) {
    return line.startsWith("pim-exit ")
        ? OptionalInt.of(Integer.parseInt(line.substring("pim-exit ".length())))
        : OptionalInt.empty();
  }

  String complaint() {
    String text = OutputLines.printable(controls.text());
    // What was said last tells most.
    String last = text.substring(Math.max(0, text.length() - LONGEST_COMPLAINT));
    return last.isEmpty() ? "" : ": " + last;
  }
}
