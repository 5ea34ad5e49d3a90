package io.pim.model.host;

import io.pim.model.unit.Sha256;
import java.util.Locale;

/**
 * Tells machines apart. It is a digest: what an operating system calls a machine is not to be
 * shown, because programs of many makers know the machine by it.
 */
public record MachineId(String digits) {
  private static final String PURPOSE = "pim machine id v1\n";

  /**
   * From what the operating system calls the machine.
   *
   * @param raw as in {@code /etc/machine-id}; never kept
   */
  public static MachineId of(String raw) {
    return new MachineId(
        Sha256.ofText(PURPOSE + raw.strip().toLowerCase(Locale.ROOT)).abbreviated());
  }

  @Override
  public String toString() {
    return digits;
  }
}
