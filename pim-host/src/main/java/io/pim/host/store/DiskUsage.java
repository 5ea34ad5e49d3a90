package io.pim.host.store;

import io.pim.tools.process.Command;
import io.pim.tools.process.CommandRunner;
import io.pim.tools.process.Tools;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/** Asks {@code du} (POSIX) how much files take on the disk, which Java cannot tell. */
public final class DiskUsage {
  private static final Duration LIMIT = Duration.ofMinutes(2);

  private final Tools tools;
  private final CommandRunner runner;

  public DiskUsage(Tools tools, CommandRunner runner) {
    this.tools = tools;
    this.runner = runner;
  }

  /** Allocated bytes by path, as seen at one moment. */
  public record Seen(Map<Path, Long> allocated) {
    /** The size of a file or a folder with all in it; nothing of what is not there. */
    public StoreSize of(Path path) throws IOException {
      long length = length(path);
      return new StoreSize(allocated.getOrDefault(path, length), length);
    }
  }

  /** Looks at all files under some folders; without {@code du} their lengths have to do. */
  public Seen under(List<Path> folders) throws InterruptedException {
    List<Path> there = folders.stream().filter(Files::isDirectory).toList();
    Optional<Path> du = tools.find("du");
    if (there.isEmpty() || du.isEmpty()) {
      return new Seen(Map.of());
    }
    List<String> argv = new ArrayList<>(List.of(du.get().toString(), "-a", "-k", "-H"));
    there.forEach(folder -> argv.add(folder.toAbsolutePath().toString()));
    Map<Path, Long> allocated = new HashMap<>();
    // What vanished meanwhile is complained of on standard error and ends it with 1.
    runner.run(Command.question(argv, LIMIT)).output().lines().forEach(l -> add(l, allocated));
    return new Seen(Map.copyOf(allocated));
  }

  /** A name with a line feed in it makes lines of another form. */
  private static void add(String line, Map<Path, Long> allocated) {
    String[] fields = line.split("\t", 2);
    if (fields.length == 2 && fields[0].matches("\\d{1,15}")) {
      allocated.put(Path.of(fields[1]), Long.parseLong(fields[0]) * 1024);
    }
  }

  private static long length(Path path) throws IOException {
    AtomicReference<Long> total = new AtomicReference<>(0L);
    Files.walkFileTree(
        path,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            total.updateAndGet(sum -> sum + attributes.size());
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException e) {
            return FileVisitResult.CONTINUE;
          }
        });
    return total.get();
  }
}
