package io.pim.model.host;

import io.pim.model.unit.Sha256;
import java.util.Locale;

/**
 * Identifies a machine. It is a digest, because the operating system's own id is confidential:
 * programs of many vendors identify the machine by it.
 */
public record MachineId(String digits) {
  private static final String PURPOSE = "pim machine id v1\n";

  /**
   * Derives the id from the operating system's.
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
