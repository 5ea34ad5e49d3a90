package io.pim.e2e.chaos;

import io.pim.e2e.PimUser;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;

/**
 * A file system in memory for a user's cache, data and builds, which can shrink to the space in
 * use. The server's database is outside, because the subject of the test is PIM's files.
 */
final class SmallDisk {
  private static final long ROOM_BYTES = 256 * 1024;
  private static final String SIZE = "3g";

  private final Path root;
  private final Deque<Path> mounted = new ArrayDeque<>();

  private SmallDisk(Path root) {
    this.root = root;
  }

  /** Mounts it over the user's empty folders; needs root. */
  static SmallDisk under(PimUser user) throws IOException, InterruptedException {
    SmallDisk disk = new SmallDisk(user.home().resolve("small"));
    disk.mount(disk.root, List.of("mount", "-t", "tmpfs", "-o", "size=" + SIZE, "pim-chaos"));
    Map<String, Path> folders =
        Map.of("cache", user.cache(), "data", user.data(), "builds", user.builds());
    for (Map.Entry<String, Path> folder : folders.entrySet()) {
      Path there = Files.createDirectories(disk.root.resolve(folder.getKey()));
      disk.mount(folder.getValue(), List.of("mount", "--bind", there.toString()));
    }
    return disk;
  }

  private void mount(Path at, List<String> command) throws IOException, InterruptedException {
    Files.createDirectories(at);
    run(command, at);
    mounted.push(at);
  }

  /** Leaves too little space for any useful file. */
  void fill() throws IOException, InterruptedException {
    FileStore store = Files.getFileStore(root);
    long used = store.getTotalSpace() - store.getUnallocatedSpace();
    resize(Long.toString(used + ROOM_BYTES));
  }

  void free() throws IOException, InterruptedException {
    resize(SIZE);
  }

  private void resize(String size) throws IOException, InterruptedException {
    run(List.of("mount", "-o", "remount,size=" + size), root);
  }

  void unmount() throws IOException, InterruptedException {
    while (!mounted.isEmpty()) {
      // Unmounts lazily, because a process that is about to end may still have a file open.
      run(List.of("umount", "-l"), mounted.pop());
    }
  }

  private static void run(List<String> command, Path at) throws IOException, InterruptedException {
    List<String> all = new ArrayList<>(command);
    all.add(at.toString());
    if (new ProcessBuilder(all).inheritIO().start().waitFor() != 0) {
      throw new IOException(String.join(" ", all) + " did not work");
    }
  }
}
