package io.pim.cli.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogTailTest {
  @TempDir Path folder;

  @Test
  void continuesWithATruncatedFile() throws Exception {
    Path file = Files.writeString(folder.resolve("log"), "one\ntwo\nthree\n");
    LogTail tail = new LogTail(file);
    List<String> lines = new ArrayList<>();
    tail.read(lines::add);

    Files.writeString(file, "cut\n");
    tail.read(lines::add);

    assertEquals(List.of("one", "two", "three", "cut"), lines);
  }

  @Test
  void splitsAnEndlessLine() throws Exception {
    Path file = Files.writeString(folder.resolve("log"), "x".repeat((64 << 10) + 1) + "\n");
    List<String> lines = new ArrayList<>();

    new LogTail(file).read(lines::add);

    assertEquals(List.of("x".repeat(64 << 10), "x"), lines);
  }
}
