package io.pim.cli.testing;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.pim.tools.process.Command;
import io.pim.tools.process.Finished;
import io.pim.tools.process.ProcessRunner;
import io.pim.tools.process.Tools;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A loop device over a sparse file: a USB stick for tests. */
public record LoopDisk(String device) implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofMinutes(2);

  /** A disk of this size. Skips the test if rights or tools are missing. */
  public static LoopDisk of(Path file, long bytes) throws IOException, InterruptedException {
    Object uid = Files.getAttribute(Path.of("/proc/self"), "unix:uid");
    assumeTrue(Integer.valueOf(0).equals(uid), "loop devices take root");
    for (String tool : List.of("losetup", "partx", "mkfs.ext4", "blkid", "wipefs", "tar")) {
      assumeTrue(Tools.of(Map.of()).find(tool).isPresent(), tool + " is not installed");
    }
    try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
      sparse.setLength(bytes);
    }
    Finished set = command("losetup", "-f", "--show", file.toString());
    assumeTrue(set.succeeded(), "no loop device can be had: " + set.output());
    return new LoopDisk(set.output().strip());
  }

  public static Finished command(String... argv) throws InterruptedException {
    List<String> whole =
        Stream.concat(
                Stream.of(Tools.of(Map.of()).require(argv[0], "").toString()),
                Stream.of(argv).skip(1))
            .toList();
    return new ProcessRunner().run(Command.of(whole, LIMIT));
  }

  public String partition(int number) {
    return device + "p" + number;
  }

  public void mount(int partition, Path folder) throws IOException, InterruptedException {
    Files.createDirectories(folder);
    Finished mounted = command("mount", partition(partition), folder.toString());
    assertTrue(mounted.succeeded(), mounted.output());
  }

  /** Whether any part of it is mounted. */
  public boolean isMounted() throws IOException {
    return Files.readString(Path.of("/proc/self/mountinfo")).contains(" " + device);
  }

  @Override
  public void close() {
    try {
      detach();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private void detach() throws InterruptedException {
    for (int number = 1; number <= 2; number++) {
      if (Files.exists(Path.of(partition(number)))) {
        command("umount", "-q", partition(number));
      }
    }
    command("partx", "-d", device);
    Finished detached = command("losetup", "-d", device);
    assertTrue(detached.succeeded(), detached.output());
  }
}
