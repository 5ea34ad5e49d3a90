package io.pim.host.ventoy;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A whole disk of this machine, as the kernel reports it.
 *
 * @param name the kernel's name, such as {@code sdb}
 * @param bytes 0 without a medium
 * @param attachment the kind of attachment
 * @param model the vendor and model that the device reports; may be empty
 * @param holders devices on top of it or its partitions: LVM, RAID, opened LUKS
 * @param mounts the mounts of it or its partitions
 * @param swap whether it or a partition is used as swap
 */
public record BlockDevice(
    String name,
    long bytes,
    boolean readOnly,
    Attachment attachment,
    String model,
    List<Partition> partitions,
    List<String> holders,
    List<Mount> mounts,
    boolean swap) {

  /** Whether a disk is removable by its kind. */
  public enum Attachment {
    USB,
    REMOVABLE,
    /** A file that is used as a disk. */
    LOOP,
    FIXED
  }

  /** A partition; the start is in sectors of 512 bytes. */
  public record Partition(String name, int number, long startSector, long bytes) {
    public Path path() {
      return Path.of("/dev", name);
    }
  }

  /** A mount of a partition or of the whole disk. */
  public record Mount(String device, Path folder, boolean readOnly) {}

  public BlockDevice {
    partitions = List.copyOf(partitions);
    holders = List.copyOf(holders);
    mounts = List.copyOf(mounts);
  }

  public Path path() {
    return Path.of("/dev", name);
  }

  Optional<Partition> partition(int number) {
    return partitions.stream().filter(p -> p.number() == number).findFirst();
  }
}
