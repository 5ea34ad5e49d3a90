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

/** Runs {@code du} (POSIX) to find out the allocated size of files, which Java does not report. */
public final class DiskUsage {
  private static final Duration LIMIT = Duration.ofMinutes(2);

  private final Tools tools;
  private final CommandRunner runner;

  public DiskUsage(Tools tools, CommandRunner runner) {
    this.tools = tools;
    this.runner = runner;
  }

  /** Allocated bytes by path, at one moment. */
  public record Seen(Map<Path, Long> allocated) {
    /** The size of a file, or of a folder with its contents; zero for a missing one. */
    public StoreSize of(Path path) throws IOException {
      long length = length(path);
      return new StoreSize(allocated.getOrDefault(path, length), length);
    }
  }

  /** Measures all files in some folders; without {@code du}, file lengths are used instead. */
  public Seen under(List<Path> folders) throws InterruptedException {
    List<Path> there = folders.stream().filter(Files::isDirectory).toList();
    Optional<Path> du = tools.find("du");
    if (there.isEmpty() || du.isEmpty()) {
      return new Seen(Map.of());
    }
    List<String> argv = new ArrayList<>(List.of(du.get().toString(), "-a", "-k", "-H"));
    there.forEach(folder -> argv.add(folder.toAbsolutePath().toString()));
    Map<Path, Long> allocated = new HashMap<>();
    // du reports files that disappear meanwhile on standard error and exits with 1.
    runner.run(Command.question(argv, LIMIT)).output().lines().forEach(l -> add(l, allocated));
    return new Seen(Map.copyOf(allocated));
  }

  /**
   * Adds one line of du's output. A name with a line feed makes lines of another form, which are
   * ignored.
   */
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
