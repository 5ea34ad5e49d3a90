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
 * The options for a new machine.
 *
 * @param name empty for one made of the image's family and a number
 * @param disk the size that the guest sees; empty for the image's size
 * @param user the login user, with sudo
 * @param hostname empty for the machine's name
 * @param keys lines of {@code authorized_keys}, beside the machine's own key
 * @param userData passed to cloud-init unchanged; PIM's own data is vendor-data then
 * @param removeWhenStopped whether the machine is removed when it stops
 * @param accelerator empty to choose by trial at each start
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
   * Checks the values for the guest.
   *
   * @throws IllegalArgumentException for an invalid user or host name
   */
  public VmWish {
    keys = List.copyOf(keys);
    NoCloudSeed.requireNames(hostname.orElse("vm"), user);
  }
}
