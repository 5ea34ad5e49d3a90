package io.pim.host.vm;

import io.pim.model.files.VmName;
import io.pim.model.unit.ByteSize;
import io.pim.tools.guestserver.NoCloudSeed;
import io.pim.tools.qemu.Accelerator;
import io.pim.tools.qemu.GuestNetwork;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What a person wants of a new machine.
 *
 * @param name made of the image's family and a number when empty
 * @param disk the size the guest sees; the image's when empty
 * @param user who may log in, with sudo
 * @param hostname the machine's name when empty
 * @param keys lines of {@code authorized_keys}, beside the machine's own key
 * @param userData given to cloud-init as it is; what PIM has to say is vendor-data then
 * @param removeWhenStopped whether the machine is thrown away once it has stopped
 * @param accelerator chosen by trial at each start when empty
 */
public record VmWish(
    VmImage image,
    Optional<VmName> name,
    OptionalInt cpus,
    Optional<ByteSize> memory,
    Optional<ByteSize> disk,
    GuestNetwork network,
    String user,
    Optional<String> hostname,
    List<String> keys,
    Optional<byte[]> userData,
    boolean removeWhenStopped,
    Optional<Accelerator> accelerator) {
  /**
   * Checks what the guest is to be told.
   *
   * @throws IllegalArgumentException for what is no user's or host's name
   */
  public VmWish {
    keys = List.copyOf(keys);
    NoCloudSeed.requireNames(hostname.orElse("vm"), user);
  }
}
