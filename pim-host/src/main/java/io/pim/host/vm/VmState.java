package io.pim.host.vm;

/** How a machine is. */
public enum VmState {
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

  VmState(String word) {
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
