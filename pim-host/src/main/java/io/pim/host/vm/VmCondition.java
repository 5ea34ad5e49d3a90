package io.pim.host.vm;

import io.pim.model.files.VmName;
import io.pim.tools.qemu.VmFacts;
import java.util.Optional;

/**
 * A machine as it was found.
 *
 * @param record empty where it is incomplete
 * @param facts of its QEMU, where it has one that is known
 * @param status QEMU's own word, such as {@code io-error} where the host's disk is full; empty
 *     where there is no QEMU that answers
 */
public record VmCondition(
    VmName name, State state, Optional<VmRecord> record, Optional<VmFacts> facts, String status) {

  /** How a machine is. */
  public enum State {
    RUNNING("running"),
    /** QEMU runs, the guest does not: somebody has paused it, or its disk could not grow. */
    PAUSED("paused"),
    /** QEMU runs and does not answer, or PIM does not know enough of it any more. */
    SILENT("silent"),
    /** QEMU was killed, or the host went down under it. */
    DEAD("dead"),
    STOPPED("stopped"),
    /** Its making was cut short, or another version of PIM has made it. */
    INCOMPLETE("incomplete");

    private final String word;

    State(String word) {
      this.word = word;
    }

    public String word() {
      return word;
    }

    /** Whether there is a QEMU. */
    public boolean isUp() {
      return this == RUNNING || this == PAUSED || this == SILENT;
    }
  }
}
