package io.pim.activities.ssh;

import java.util.Optional;
import java.util.OptionalInt;

/** Counts a script's output on its way, and reads what the guest says about its end. */
final class FollowedOutput implements OutputSink {
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
        .filter(line -> line.matches("pim-exit \\d{1,3}|pim-vanished|pim-gone|pim-short \\d+"))
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
    return text.isEmpty() ? "" : ": " + text;
  }
}
