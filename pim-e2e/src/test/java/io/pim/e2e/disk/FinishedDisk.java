package io.pim.e2e.disk;

import com.fasterxml.jackson.databind.JsonNode;
import io.pim.model.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** A qcow2 image as a raw copy in a scratch folder, split by its partition table. */
public final class FinishedDisk implements AutoCloseable {
  private final Path scratch;
  private final List<Partition> partitions;
  private final List<Ext4> fileSystems = new ArrayList<>();
  private final SortedMap<Integer, String> otherContents = new TreeMap<>();

  private FinishedDisk(Path scratch, List<Partition> partitions) {
    this.scratch = scratch;
    this.partitions = List.copyOf(partitions);
  }

  /** The faults that {@code qemu-img check} finds in the file; empty if it is intact. */
  public static List<String> structuralFaults(Path qcow2) throws IOException, InterruptedException {
    HostTool.Ended check = HostTool.run("qemu-img", "check", "-f", "qcow2", qcow2.toString());
    return check.exit() == 0
        ? List.of()
        : List.of("qemu-img check ended with " + check.exit() + ":\n" + check.out() + check.err());
  }

  /** Reads an image without writing to it. */
  public static FinishedDisk open(Path qcow2) throws IOException, InterruptedException {
    Path scratch = Files.createTempDirectory("pim-disk");
    try {
      Path raw = scratch.resolve("disk.raw");
      HostTool.run(
              "qemu-img", "convert", "-f", "qcow2", "-O", "raw", qcow2.toString(), raw.toString())
          .exits(0);
      FinishedDisk disk = new FinishedDisk(scratch, table(raw));
      for (Partition partition : disk.partitions) {
        disk.takeOut(partition, raw);
      }
      Files.delete(raw);
      return disk;
    } catch (IOException | InterruptedException e) {
      delete(scratch);
      throw e;
    }
  }

  private static List<Partition> table(Path raw) throws IOException, InterruptedException {
    JsonNode table =
        Json.mapper()
            .readTree(HostTool.run("sfdisk", "-J", raw.toString()).exits(0).out())
            .path("partitiontable");
    long sector = table.path("sectorsize").asLong(512);
    List<Partition> partitions = new ArrayList<>();
    for (JsonNode entry : table.path("partitions")) {
      String node = entry.path("node").asText();
      partitions.add(
          new Partition(
              Integer.parseInt(node.substring(raw.toString().length())),
              entry.path("start").asLong() * sector,
              entry.path("size").asLong() * sector,
              entry.path("type").asText()));
    }
    return partitions;
  }

  private void takeOut(Partition partition, Path raw) throws IOException, InterruptedException {
    Path file = scratch.resolve("part" + partition.number() + ".raw");
    HostTool.run(
            "qemu-img",
            "convert",
            "-O",
            "raw",
            "--image-opts",
            "driver=raw,offset="
                + partition.start()
                + ",size="
                + partition.size()
                + ",file.driver=file,file.filename="
                + raw,
            file.toString())
        .exits(0);
    if (Ext4.isIn(file)) {
      fileSystems.add(new Ext4(file, "partition " + partition.number()));
    } else {
      otherContents.put(partition.number(), Digest.of(file));
      Files.delete(file);
    }
  }

  public List<Partition> partitions() {
    return partitions;
  }

  public List<Ext4> fileSystems() {
    return List.copyOf(fileSystems);
  }

  /** The digests by number of the partitions without an ext4, which contain boot loaders. */
  public SortedMap<Integer, String> otherContents() {
    return otherContents;
  }

  @Override
  public void close() throws IOException {
    delete(scratch);
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> tree = Files.walk(folder)) {
      tree.sorted(Comparator.reverseOrder())
          .forEach(
              file -> {
                try {
                  Files.delete(file);
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              });
    }
  }
}
