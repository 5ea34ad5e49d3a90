package io.pim.host.vm;

import io.pim.model.files.VmName;
import io.pim.tools.qemu.VmFacts;
import java.util.Optional;

/**
 * The condition of a machine.
 *
 * @param record empty when it is incomplete
 * @param facts of its QEMU, if one is known
 * @param status QEMU's own word, such as {@code io-error} when the host's disk is full; empty when
 *     no QEMU answers
 */
public record VmCondition(
    VmName name, State state, Optional<VmRecord> record, Optional<VmFacts> facts, String status) {

  /** The state of a machine. */
  public enum State {
    RUNNING("running"),
    /** QEMU runs, but the guest does not: somebody paused it, or its disk could not grow. */
    PAUSED("paused"),
    /** QEMU runs but does not answer, or PIM no longer knows enough about it. */
    SILENT("silent"),
    /** QEMU was killed, or the host went down. */
    DEAD("dead"),
    STOPPED("stopped"),
    /** Its creation was interrupted, or another version of PIM made it. */
    INCOMPLETE("incomplete");

    private final String word;

    State(String word) {
      this.word = word;
    }

    public String word() {
      return word;
    }

    /** Whether a QEMU exists. */
    public boolean isUp() {
      return this == RUNNING || this == PAUSED || this == SILENT;
    }
  }
}
