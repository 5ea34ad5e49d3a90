package io.pim.tools.qmp;

import java.util.Arrays;

/**
 * QEMU's run states and their meaning for the guest. A state that PIM does not know counts as
 * broken.
 *
 * <p>Builds start QEMU with {@code -no-shutdown}: after the guest's power-off it stays in state
 * {@code shutdown}. If a reset stops the machine as well ({@code -no-reboot}, or {@link
 * Monitor#stopAtReset}), a crashed kernel can lead to the same state. Only {@link
 * Monitor#shutdownReason} and the kernel's last line on the console distinguish the two.
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
    /** The guest is paused until somebody resumes it. */
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

  /** QEMU's word for the state, for messages. */
  public String word() {
    return word;
  }

  public boolean isRunning() {
    return meaning == Meaning.RUNS;
  }

  /** Whether the guest is paused and can be resumed. */
  public boolean isWaiting() {
    return meaning == Meaning.WAITS;
  }

  /** Whether the guest has ended by itself, or by a reset that stops the machine. */
  public boolean isPoweredOff() {
    return meaning == Meaning.POWERED_OFF;
  }

  /** Whether the disk cannot be trusted after this state, whatever follows. */
  public boolean isBroken() {
    return meaning == Meaning.BROKEN;
  }
}
