package io.pim.host.ventoy;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A whole disk of this machine, as the kernel knows it.
 *
 * @param name the kernel's, such as {@code sdb}
 * @param bytes 0 where no medium is in it
 * @param attachment how it is attached, as far as it matters here
 * @param model maker and model, as the device says; may be empty
 * @param holders what is built on it or its partitions: LVM, RAID, opened LUKS
 * @param mounts where it or its partitions are mounted
 * @param swap whether it or a partition is swapped to
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

  /** Whether a disk is of the kind that people plug in and out. */
  public enum Attachment {
    USB,
    REMOVABLE,
    /** A file that looks like a disk. */
    LOOP,
    FIXED
  }

  /** A partition; a start in sectors of 512 bytes. */
  public record Partition(String name, int number, long startSector, long bytes) {
    public Path path() {
      return Path.of("/dev", name);
    }
  }

  /** Where a partition, or the disk itself, is mounted. */
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
