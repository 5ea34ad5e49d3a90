package io.pim.host.vm;

import io.pim.model.files.VmName;
import io.pim.model.unit.Architecture;
import io.pim.model.unit.ByteSize;
import io.pim.model.unit.Digest;
import io.pim.model.unit.Firmware;
import io.pim.tools.qemu.Accelerator;
import io.pim.tools.qemu.GuestNetwork;
import java.time.Instant;
import java.util.Optional;

/**
 * The description of a machine, running or not; kept as JSON.
 *
 * @param format the version of this record's shape
 * @param iso the digest of its image's installer, if known
 * @param disk the size that the guest sees
 * @param user the login user for the machine's own key
 * @param removeWhenStopped whether it is removed when it stops
 * @param accelerator the requested one; empty to find one by trial
 */
public record VmRecord(
    int format,
    VmName name,
    Instant created,
    BaseImage base,
    Optional<Digest> iso,
    Architecture architecture,
    Firmware firmware,
    int cpus,
    ByteSize memory,
    ByteSize disk,
    GuestNetwork network,
    String user,
    boolean removeWhenStopped,
    Optional<Accelerator> accelerator) {

  public static final int FORMAT = 1;

  VmRecord withNetwork(GuestNetwork other) {
    return new VmRecord(
        format,
        name,
        created,
        base,
        iso,
        architecture,
        firmware,
        cpus,
        memory,
        disk,
        other,
        user,
        removeWhenStopped,
        accelerator);
  }
}
