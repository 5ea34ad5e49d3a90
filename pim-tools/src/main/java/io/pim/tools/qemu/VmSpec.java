package io.pim.tools.qemu;

import io.pim.model.unit.Architecture;
import io.pim.model.unit.ByteSize;
import io.pim.model.unit.Firmware;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A virtual machine to be started. Paths are absolute.
 *
 * @param name its QMP name, and that of its sockets; plain as a file name is
 * @param disk the qcow2 file that is the system disk, written to
 * @param consoleLog where everything on the serial console is appended
 * @param uefiVariables this machine's own UEFI variables; made from the template when not there;
 *     needed with UEFI only
 * @param cdrom an ISO in a read-only CD drive
 * @param kernel booted directly instead of the disk
 * @param smbiosSerial the system serial number, where cloud-init looks for its data source
 * @param noReboot whether QEMU ends where the guest reboots
 * @param noShutdown whether QEMU stays when the guest has powered off, so that this is told apart
 *     from a QEMU that was killed, whenever somebody looks
 * @param sshForward whether a port of 127.0.0.1 leads to the guest's port 22
 * @param network how the guest reaches others, and they it
 * @param seed a volume for cloud-init, as a second disk that cannot be written to
 * @param image what the disk stands on, where that is an image and not a build's layer: its header
 *     names no other file to QEMU
 * @param lasting whether what the guest has flushed outlives the host; a build's disk need not
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
    boolean lasting) {
  /** This machine, as a guest in QEMU's user-mode network sees it. */
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
