package io.pim.tools.ssh;

import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/** Counts a script's output, and reads the guest's report about its end. */
final class FollowedOutput implements OutputSink {
  private static final int LONGEST_COMPLAINT = 500;
  private static final String EXIT = "pim-exit ";
  private static final String FOLLOWS = "pim-follows\n";

  /** An exit status is one byte; a report with any other number is ignored. */
  private static final Pattern END =
      Pattern.compile(EXIT + "(?:\\d{1,2}|1\\d\\d|2[0-4]\\d|25[0-5])|pim-lost \\S{1,64}");

  private final String boot;
  private final GuestScript.Listener listener;
  private final BoundedOutput controls = new BoundedOutput();
  private long offset;
  private boolean following;

  /**
   * @param boot the boot id of the guest when the run began; empty when it is not known
   */
  FollowedOutput(String boot, long offset, GuestScript.Listener listener) {
    this.boot = boot;
    this.offset = offset;
    this.listener = listener;
  }

  @Override
  public void accept(byte[] chunk) {
    offset += chunk.length;
    listener.output(chunk, offset);
  }

  /** Takes standard error. */
  void control(byte[] chunk) {
    controls.accept(chunk);
    if (!following && controls.text().contains(FOLLOWS)) {
      following = true;
      listener.following();
    }
  }

  Optional<ScriptEnd> end() {
    return controls
        .text()
        .lines()
        .filter(line -> END.matcher(line).matches())
        .reduce((first, last) -> last)
        .map(this::end);
  }

  private ScriptEnd end(String line) {
    if (line.startsWith(EXIT)) {
      int status = Integer.parseInt(line.substring(EXIT.length()));
      return new ScriptEnd(OptionalInt.of(status), offset, false);
    }
    return new ScriptEnd(
        OptionalInt.empty(), offset, GuestScript.isOtherBoot(boot, line.split(" ", 2)[1]));
  }

  String complaint() {
    String text = OutputLines.printable(controls.text().replace(FOLLOWS, ""));
    // The last report counts.
    String last = text.substring(Math.max(0, text.length() - LONGEST_COMPLAINT));
    return last.isEmpty() ? "" : ": " + last;
  }
}
