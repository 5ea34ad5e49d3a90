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
 * What a machine is, whether it runs or not; kept as JSON.
 *
 * @param format the version of this record's shape
 * @param iso of the installer its image is from, where known
 * @param disk the size the guest sees
 * @param user who may log in with the machine's own key
 * @param removeWhenStopped whether it is thrown away once it has stopped
 * @param accelerator the one a person wants; tried out when empty
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
