package io.pim.e2e.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** An ext4 in a file of its own; never mounted, so its journal is left as it was found. */
public final class Ext4 {
  private static final int MAGIC_AT = 1024 + 56;
  private static final short MAGIC = (short) 0xEF53;

  private final Path file;
  private final String name;

  Ext4(Path file, String name) {
    this.file = file;
    this.name = name;
  }

  static boolean isIn(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file)) {
      ByteBuffer magic = ByteBuffer.allocate(Short.BYTES).order(ByteOrder.LITTLE_ENDIAN);
      return channel.read(magic, MAGIC_AT) == Short.BYTES && magic.getShort(0) == MAGIC;
    }
  }

  /** Why it is not the file system of a system that was shut down; empty where it is. */
  public List<String> faults() throws IOException, InterruptedException {
    List<String> faults = new ArrayList<>();
    List<String> head =
        HostTool.run("dumpe2fs", "-h", file.toString()).exits(0).out().lines().toList();
    String state = value(head, "Filesystem state:");
    if (!state.equals("clean")) {
      faults.add(name + ": its state is '" + state + "' and not 'clean'");
    }
    if (List.of(value(head, "Filesystem features:").split(" +", -1)).contains("needs_recovery")) {
      faults.add(name + ": its journal was not replayed: it was not unmounted (needs_recovery)");
    }
    // e2fsck passes over the journal when it may not write, and says no word of it in its status.
    HostTool.Ended check = HostTool.run("e2fsck", "-f", "-n", file.toString());
    if (check.exit() != 0) {
      faults.add(
          name + ": e2fsck -fn ended with " + check.exit() + ":\n" + check.out() + check.err());
    }
    return faults;
  }

  private static String value(List<String> head, String field) throws IOException {
    return head.stream()
        .filter(line -> line.startsWith(field))
        .map(line -> line.substring(field.length()).strip())
        .findFirst()
        .orElseThrow(() -> new IOException("dumpe2fs prints no '" + field + "'"));
  }

  /** A plain file's lines, without copying the rest out; empty where there is no such file. */
  public Optional<List<String>> lines(String path) throws IOException, InterruptedException {
    HostTool.Ended cat = HostTool.run("debugfs", "-R", "cat " + path, file.toString()).exits(0);
    // Its status is 0 whatever happened.
    return cat.err().contains("File not found")
        ? Optional.empty()
        : Optional.of(cat.out().lines().toList());
  }

  /** Copies all files, folders and links out, beside the file system's own file. */
  public FileTree tree() throws IOException, InterruptedException {
    Path folder = Files.createDirectories(Path.of(file + ".tree"));
    HostTool.Ended dump =
        HostTool.run("debugfs", "-R", "rdump / " + folder, file.toString()).exits(0);
    // Its status is 0 whatever happened. Only root may give files to other owners.
    List<String> complaints =
        dump.err()
            .lines()
            .filter(line -> !line.startsWith("debugfs ") && !line.contains("changing ownership"))
            .toList();
    if (!complaints.isEmpty()) {
      throw new IOException("debugfs cannot read " + name + ":\n" + String.join("\n", complaints));
    }
    return FileTree.of(folder);
  }
}
