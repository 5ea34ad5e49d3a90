package io.pim.tools.qemu;

import io.pim.model.unit.Architecture;
import io.pim.model.unit.ByteSize;
import io.pim.model.unit.Firmware;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A virtual machine to start. Paths are absolute.
 *
 * @param name its QMP name and its sockets' name; a plain file name
 * @param disk the qcow2 file of the system disk, writable
 * @param consoleLog the file to which the serial console's output is appended
 * @param uefiVariables this machine's own UEFI variables, copied from the template if missing;
 *     required with UEFI only
 * @param cdrom an ISO in a read-only CD drive
 * @param kernel booted directly instead of the disk
 * @param smbiosSerial the system serial number, which names cloud-init's data source
 * @param noReboot whether QEMU ends when the guest reboots
 * @param noShutdown whether QEMU stays when the guest has powered off, so that a power-off can be
 *     distinguished at any time from a QEMU that was killed
 * @param sshForward whether a port of 127.0.0.1 is forwarded to the guest's port 22
 * @param network the guest's network connection
 * @param seed a volume for cloud-init, attached as a second, read-only disk
 * @param image the image below the disk, if it is an image and not a build's layer; QEMU then
 *     ignores any backing file in its header
 * @param lasting whether flushed data must survive a crash of the host; not needed for a build's
 *     disk
 * @param shellPorts whether the machine has ports for a root shell in its guest
 */
public record VmSpec(
    String name,
    Architecture architecture,
    Firmware firmware,
    Accelerator accelerator,
    int cpus,
    ByteSize memory,
    Path disk,
    Path consoleLog,
    Optional<Path> uefiVariables,
    Optional<Path> cdrom,
    Optional<KernelBoot> kernel,
    Optional<String> smbiosSerial,
    boolean noReboot,
    boolean noShutdown,
    boolean sshForward,
    GuestNetwork network,
    Optional<Path> seed,
    Optional<Path> image,
    boolean generation,
    boolean paused,
    boolean lasting,
    boolean shellPorts) {
  /** This machine's address in QEMU's user-mode network. */
  public static final String HOST_AS_SEEN = "10.0.2.2";

  public VmSpec {
    if (cpus < 1) {
      throw new IllegalArgumentException("a machine needs a processor, not " + cpus);
    }
    if (firmware == Firmware.UEFI && uefiVariables.isEmpty()) {
      throw new IllegalArgumentException("UEFI needs a file for its variables");
    }
    if (firmware == Firmware.BIOS && architecture == Architecture.ARM64) {
      throw new IllegalArgumentException("arm64 machines have no BIOS: use UEFI");
    }
  }

  public static VmSpecBuilder named(String name) {
    return new VmSpecBuilder(name);
  }
}
