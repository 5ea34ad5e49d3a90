package io.pim.host.ventoy;

import io.pim.host.ventoy.BlockDevice.Attachment;
import io.pim.host.ventoy.BlockDevice.Mount;
import io.pim.host.ventoy.BlockDevice.Partition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The disks of this machine, read from Linux's sysfs and procfs. */
public final class BlockDevices {
  private static final long SECTOR_BYTES = 512;

  private final Path classBlock;
  private final MountTable mounts;

  /**
   * Reads a given tree.
   *
   * @param root contains {@code sys} and {@code proc}
   */
  BlockDevices(Path root) {
    this.classBlock = root.resolve("sys/class/block");
    this.mounts = new MountTable(root.resolve("proc"));
  }

  public static BlockDevices ofThisMachine() {
    return new BlockDevices(Path.of("/"));
  }

  /** The disk that a partition belongs to; empty for a whole disk. */
  Optional<String> diskOf(String partition) throws IOException {
    Path folder = classBlock.resolve(partition);
    return Files.exists(folder.resolve("partition"))
        ? Optional.of(folder.toRealPath().getParent().getFileName().toString())
        : Optional.empty();
  }

  /** A device's major and minor number in sysfs's notation; empty for an unknown device. */
  Optional<String> number(String name) throws IOException {
    return Optional.of(line(classBlock.resolve(name).resolve("dev"))).filter(n -> !n.isEmpty());
  }

  /** The whole disk with this name, if it exists. */
  public Optional<BlockDevice> find(String name) throws IOException {
    Path folder = classBlock.resolve(name);
    if (!Files.isDirectory(folder) || Files.exists(folder.resolve("partition"))) {
      return Optional.empty();
    }
    List<Partition> partitions = partitions(folder);
    List<String> names =
        Stream.concat(Stream.of(name), partitions.stream().map(Partition::name)).toList();
    List<String> holders = new ArrayList<>();
    List<Mount> mounted = new ArrayList<>();
    boolean swap = false;
    for (String each : names) {
      holders.addAll(children(classBlock.resolve(each).resolve("holders")));
      mounted.addAll(mounts.of(each, number(each)));
      swap |= mounts.isSwap(each);
    }
    return Optional.of(
        new BlockDevice(
            name,
            number(folder.resolve("size")) * SECTOR_BYTES,
            number(folder.resolve("ro")) != 0,
            attachment(folder),
            (line(folder.resolve("device/vendor")) + " " + line(folder.resolve("device/model")))
                .strip(),
            partitions,
            holders,
            mounted,
            swap));
  }

  /** The disks on which a person may want Ventoy: removable, with a medium. */
  public List<BlockDevice> pluggedIn() throws IOException {
    List<BlockDevice> found = new ArrayList<>();
    for (String name : children(classBlock)) {
      find(name)
          .filter(d -> d.bytes() > 0)
          .filter(d -> d.attachment() == Attachment.USB || d.attachment() == Attachment.REMOVABLE)
          .ifPresent(found::add);
    }
    return found;
  }

  private List<Partition> partitions(Path disk) throws IOException {
    List<Partition> found = new ArrayList<>();
    for (String name : children(disk)) {
      Path folder = disk.resolve(name);
      if (Files.exists(folder.resolve("partition"))) {
        found.add(
            new Partition(
                name,
                Math.toIntExact(number(folder.resolve("partition"))),
                number(folder.resolve("start")),
                number(folder.resolve("size")) * SECTOR_BYTES));
      }
    }
    found.sort(Comparator.comparingInt(Partition::number));
    return found;
  }

  /** A built-in card reader reports itself as fixed, but its SD card is removable. */
  private static Attachment attachment(Path folder) throws IOException {
    String place = folder.toRealPath().toString();
    if (Files.exists(folder.resolve("loop"))) {
      return Attachment.LOOP;
    }
    if (place.contains("/usb")) {
      return Attachment.USB;
    }
    boolean card = place.contains("/mmc_host/") && line(folder.resolve("device/type")).equals("SD");
    return card || number(folder.resolve("removable")) == 1
        ? Attachment.REMOVABLE
        : Attachment.FIXED;
  }

  private static List<String> children(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  private static long number(Path file) throws IOException {
    String text = line(file);
    return text.matches("\\d{1,18}") ? Long.parseLong(text) : 0;
  }

  private static String line(Path file) throws IOException {
    return Files.isRegularFile(file) ? Files.readString(file).strip() : "";
  }
}
