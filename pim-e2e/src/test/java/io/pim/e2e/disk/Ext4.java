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

/** An ext4 file system in a separate file. It is never mounted, so its journal does not change. */
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

  /** The reason why the file system was not cleanly unmounted; empty if it was. */
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
    // e2fsck skips the journal if it must not write, and its exit status does not show that.
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

  /** A plain file's lines, without copying the other files; empty without such a file. */
  public Optional<List<String>> lines(String path) throws IOException, InterruptedException {
    HostTool.Ended cat = HostTool.run("debugfs", "-R", "cat " + path, file.toString()).exits(0);
    // Its exit status is always 0.
    return cat.err().contains("File not found")
        ? Optional.empty()
        : Optional.of(cat.out().lines().toList());
  }

  /** Copies all files, folders and links to a folder beside the file system's file. */
  public FileTree tree() throws IOException, InterruptedException {
    Path folder = Files.createDirectories(Path.of(file + ".tree"));
    HostTool.Ended dump =
        HostTool.run("debugfs", "-R", "rdump / " + folder, file.toString()).exits(0);
    // Its exit status is always 0. Only root can set other owners.
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
