package io.pim.tools.qmp;

import java.util.Arrays;

/**
 * QEMU's run states, and what each says of the guest: here is decided which are good. A state that
 * PIM does not know is a bad one.
 *
 * <p>Builds start QEMU with {@code -no-shutdown}: it goes into {@code shutdown} when the guest
 * powers itself off, and stays. Where a reset stops the machine, too ({@code -no-reboot}, or {@link
 * Monitor#stopAtReset}), a kernel that crashed may have brought it there as well, and query-status
 * does not tell them apart: {@link Monitor#shutdownReason} does, and the kernel's last word on the
 * console.
 */
public enum RunState {
  RUNNING("running", Meaning.RUNS),
  SHUTDOWN("shutdown", Meaning.POWERED_OFF),
  DEBUG("debug", Meaning.WAITS),
  INMIGRATE("inmigrate", Meaning.WAITS),
  PAUSED("paused", Meaning.WAITS),
  POSTMIGRATE("postmigrate", Meaning.WAITS),
  PRELAUNCH("prelaunch", Meaning.WAITS),
  FINISH_MIGRATE("finish-migrate", Meaning.WAITS),
  RESTORE_VM("restore-vm", Meaning.WAITS),
  SAVE_VM("save-vm", Meaning.WAITS),
  SUSPENDED("suspended", Meaning.WAITS),
  COLO("colo", Meaning.WAITS),
  GUEST_PANICKED("guest-panicked", Meaning.BROKEN),
  INTERNAL_ERROR("internal-error", Meaning.BROKEN),
  WATCHDOG("watchdog", Meaning.BROKEN),
  /** The host could not read or write a disk, because it is full or for another reason. */
  IO_ERROR("io-error", Meaning.BROKEN),
  UNKNOWN("unknown", Meaning.BROKEN);

  private enum Meaning {
    RUNS,
    /** Nothing happens until somebody resumes the guest. */
    WAITS,
    POWERED_OFF,
    BROKEN
  }

  private final String word;
  private final Meaning meaning;

  RunState(String word, Meaning meaning) {
    this.word = word;
    this.meaning = meaning;
  }

  /** The state with this name in QEMU. */
  static RunState of(String word) {
    return Arrays.stream(values())
        .filter(state -> state.word.equals(word))
        .findFirst()
        .orElse(UNKNOWN);
  }

  /** QEMU's word, for people. */
  public String word() {
    return word;
  }

  public boolean isRunning() {
    return meaning == Meaning.RUNS;
  }

  /** Whether the guest goes on as soon as it is let. */
  public boolean isWaiting() {
    return meaning == Meaning.WAITS;
  }

  /** Whether the guest has ended: by itself, or by a reset where that stops the machine, too. */
  public boolean isPoweredOff() {
    return meaning == Meaning.POWERED_OFF;
  }

  /** Whether the disk cannot be trusted after this state, whatever follows. */
  public boolean isBroken() {
    return meaning == Meaning.BROKEN;
  }
}
