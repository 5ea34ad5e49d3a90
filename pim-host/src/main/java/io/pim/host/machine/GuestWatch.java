package io.pim.host.machine;

import io.pim.host.build.BuildLog;
import io.pim.host.build.OpenBuild;
import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
import io.pim.tools.process.Deadline;
import io.pim.tools.qemu.ConsoleFile;
import io.pim.tools.qemu.Pulse;
import io.pim.tools.qemu.VirtualMachine;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/**
 * Detects a guest that hangs: one that has shown no sign of life from any source for {@code
 * build.stall_timeout}, or much sooner if its kernel's last word was a panic. Not thread-safe.
 */
public final class GuestWatch {
  private static final int LAST_LINES = 15;

  /**
   * Linux prints this last before it stands still for ever (kernel/panic.c). QEMU learns of a panic
   * only if the guest has loaded pvpanic's driver, which an early panic prevents.
   */
  private static final String PANIC_END = "---[ end Kernel panic - not syncing";

  /** A script may print that line as well, but then the guest shows a sign of life after it. */
  private static final Duration STILL = Duration.ofSeconds(5);

  private final BuildLog log;
  private final VirtualMachine machine;
  private final Path console;
  private final Duration limit;
  private final Clock clock;
  private final Instant began;
  private Deadline deadline;
  private Deadline still;
  private Optional<SignOfLife> last = Optional.empty();
  private long consoleBytes = -1;
  private long diskOperations = -1;
  private Optional<Pulse> pulse = Optional.empty();

  public GuestWatch(OpenBuild build, Phase phase, VirtualMachine machine) {
    this(build.log(), build.plan().limits().stall(), phase.of(build).console(), machine);
  }

  /**
   * Watches a machine of a build or of an image's verification.
   *
   * @param log masks secrets in the console's last lines
   * @param stall how long the guest may be silent on a machine with an accelerator
   */
  public GuestWatch(BuildLog log, Duration stall, Path console, VirtualMachine machine) {
    this.log = log;
    this.machine = machine;
    this.console = console;
    this.limit = stall.multipliedBy(machine.facts().accelerator().silence());
    this.clock = Clock.systemUTC();
    this.began = clock.instant();
    this.deadline = Deadline.in(limit);
    this.still = Deadline.in(stillFor());
  }

  /** Records that the guest has answered, asked or sent something. */
  public void heard() {
    sign(SignOfLife.Kind.ANSWER);
  }

  /**
   * Checks console and disk. Empty if QEMU does not answer now.
   *
   * @throws BuildFailure VM_LOST if QEMU has ended or the guest has crashed; DISK_FULL if QEMU
   *     cannot write the disk
   */
  public Optional<Pulse> look() {
    if (!machine.isRunning()) {
      throw machine.lost();
    }
    pulse = machine.pulse();
    long bytes = consoleSize();
    long operations = pulse.map(Pulse::diskOperations).orElse(diskOperations);
    if (consoleBytes >= 0 && bytes != consoleBytes) {
      sign(SignOfLife.Kind.CONSOLE);
    }
    if (diskOperations >= 0 && operations != diskOperations) {
      sign(SignOfLife.Kind.DISK);
    }
    consoleBytes = bytes;
    diskOperations = operations;
    requireNoPanic();
    return pulse;
  }

  private void requireNoPanic() {
    if (!still.isOver()) {
      return;
    }
    List<String> lines = lastLines();
    if (!lines.isEmpty() && lines.get(lines.size() - 1).contains(PANIC_END)) {
      throw BuildFailure.of(FailureKind.VM_LOST, "The guest's kernel has panicked.")
          .where(console)
          .why(lastSign())
          .todo(
              "Nothing: PIM continues from the newest layer. If it happens again, read the "
                  + "console for the reason of the panic.")
          .lastLines(lines)
          .build();
    }
    still = Deadline.in(stillFor());
  }

  private Duration stillFor() {
    return STILL.multipliedBy(machine.facts().accelerator().silence());
  }

  /**
   * Checks the guest, and fails if waiting for it is pointless.
   *
   * @throws BuildFailure as {@link #look()}; VM_LOST also if the guest has ended by itself or was
   *     reset; GUEST_RESTARTED if its console says that it restarts; VM_HUNG if it hangs
   */
  public void requireAlive() {
    if (look().filter(seen -> seen.runState().isPoweredOff()).isPresent()) {
      throw ended();
    }
    if (isSilent()) {
      throw hung();
    }
  }

  /** Whether there was no sign of life within the limit. */
  public boolean isSilent() {
    return deadline.isOver();
  }

  /** The last sign of life, its kind and its time, as a sentence. */
  public String lastSign() {
    return last.map(sign -> "The last sign of life was " + sign + ".")
        .orElse("There was no sign of life since " + began.truncatedTo(ChronoUnit.SECONDS) + ".");
  }

  /** A time limit in words, for messages. */
  public static String spoken(Duration time) {
    return time.toMinutes() > 1 ? time.toMinutes() + " minutes" : time.toSeconds() + " seconds";
  }

  /** How long the guest may be silent on this machine. */
  public Duration limit() {
    return limit;
  }

  private void sign(SignOfLife.Kind kind) {
    last = Optional.of(new SignOfLife(kind, clock.instant().truncatedTo(ChronoUnit.SECONDS)));
    deadline = Deadline.in(limit);
    still = Deadline.in(stillFor());
  }

  /** Limits the console's size as well, because this runs every second or two. */
  private long consoleSize() {
    try {
      return ConsoleFile.bound(console);
    } catch (IOException e) {
      // The file was removed meanwhile, so nothing new was written to it.
      return consoleBytes;
    }
  }

  private BuildFailure hung() {
    return BuildFailure.of(
            FailureKind.VM_HUNG, "The guest shows no sign of life for " + spoken(limit) + ".")
        .where(console)
        .why(
            lastSign()
                + " "
                + pulse.map(p -> "QEMU says: " + p.runState().word()).orElseGet(this::mute))
        .todo(
            "Nothing: PIM continues from the newest layer. If it happens again, read the console; "
                + "if the host is only slow, raise build.stall_timeout.")
        .lastLines(lastLines())
        .build();
  }

  private String mute() {
    return machine.whySilent();
  }

  /** After a reset that the guest did not announce, unwritten data may be lost. */
  private BuildFailure ended() {
    List<String> lines = lastLines();
    Optional<LastWord> word = LastWord.in(lines);
    String why = lastSign() + " QEMU says: " + pulse.map(p -> p.runState().word()).orElse("");
    if (word.equals(Optional.of(LastWord.RESTART))) {
      return BuildFailure.of(FailureKind.GUEST_RESTARTED, "The guest has restarted itself.")
          .where(console)
          .why(why)
          .todo(
              "Check whether a script restarts the system. To get a reboot, let it exit with status"
                  + " 194 instead.")
          .lastLines(lines)
          .build();
    }
    String what =
        word.isPresent()
            ? "The guest has shut itself down."
            : "The guest has crashed, or was reset.";
    return BuildFailure.of(FailureKind.VM_LOST, what)
        .where(console)
        .why(why)
        .todo(
            "Nothing: PIM continues from the newest layer. If it happens again, read the console, "
                + "and check whether a script restarts the guest or powers it off.")
        .lastLines(lines)
        .build();
  }

  private List<String> lastLines() {
    return log.lastLines(console, LAST_LINES);
  }

  /**
   * A sign of life.
   *
   * @param at wall-clock time, for messages
   */
  private record SignOfLife(Kind kind, Instant at) {
    /**
     * The source. Processor use does not count: a kernel that hangs may keep the processor busy.
     */
    enum Kind {
      CONSOLE("on its console"),
      DISK("on its disk"),
      ANSWER("an answer to PIM");

      private final String where;

      Kind(String where) {
        this.where = where;
      }
    }

    @Override
    public String toString() {
      return kind.where + ", at " + at;
    }
  }
}
