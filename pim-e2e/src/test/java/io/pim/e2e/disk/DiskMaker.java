package io.pim.e2e.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Makes a small qcow2 with a boot partition and an ext4 of a folder's files, and damages it. */
public final class DiskMaker {
  private static final int SECTOR = 512;
  private static final int BOOT_START = 2048;
  private static final int ROOT_START = 4096;
  private static final String ROOT_SIZE = "8M";

  private final Path work;
  private final Path root;

  private DiskMaker(Path work, Path root) {
    this.work = work;
    this.root = root;
  }

  public static DiskMaker of(Path tree, Path work) throws IOException, InterruptedException {
    DiskMaker maker = new DiskMaker(work, work.resolve("root.ext4"));
    HostTool.run(
            "mke2fs",
            "-q",
            "-F",
            "-t",
            "ext4",
            "-d",
            tree.toString(),
            maker.root.toString(),
            ROOT_SIZE)
        .exits(0);
    return maker;
  }

  /** Runs a debugfs command on the file system, such as {@code feature needs_recovery}. */
  public DiskMaker debugfs(String request) throws IOException, InterruptedException {
    HostTool.run("debugfs", "-w", "-R", request, root.toString()).exits(0);
    return this;
  }

  /** The qcow2. */
  public Path disk(String bootCode) throws IOException, InterruptedException {
    Path raw = work.resolve("disk.raw");
    Path qcow2 = work.resolve("disk.qcow2");
    Path table = work.resolve("table");
    long end = (long) ROOT_START * SECTOR + Files.size(root);
    try (FileChannel out =
            FileChannel.open(raw, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileChannel in = FileChannel.open(root)) {
      in.transferTo(0, in.size(), out.position((long) ROOT_START * SECTOR));
      out.write(
          ByteBuffer.wrap(bootCode.getBytes(StandardCharsets.UTF_8)), (long) BOOT_START * SECTOR);
      // Leaves space for the copy of the table at the end.
      out.write(ByteBuffer.wrap(new byte[1]), end + (1 << 20));
    }
    Files.writeString(
        table,
        "label: gpt\nstart="
            + BOOT_START
            + ", size="
            + (ROOT_START - BOOT_START)
            + ", type=uefi\n"
            + "start="
            + ROOT_START
            + ", size="
            + Files.size(root) / SECTOR
            + ", type=linux\n");
    HostTool.run(
            "sh", "-c", "PATH=$PATH:/usr/sbin:/sbin sfdisk --quiet '" + raw + "' <'" + table + "'")
        .exits(0);
    HostTool.run("qemu-img", "convert", "-O", "qcow2", raw.toString(), qcow2.toString()).exits(0);
    return qcow2;
  }
}
