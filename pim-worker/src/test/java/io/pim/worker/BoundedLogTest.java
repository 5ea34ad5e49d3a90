package io.pim.worker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BoundedLogTest {
  private static final int LIMIT = 1000;

  @TempDir Path folder;
  private Path file;
  private Path aside;
  private BoundedLog log;

  @BeforeEach
  void make() {
    file = folder.resolve("server.log");
    aside = folder.resolve("server.log.1");
    log = new BoundedLog(file, aside, LIMIT);
  }

  private static void print(OutputStream out, int from, int to) throws IOException {
    for (int i = from; i < to; i++) {
      out.write(String.format("line %04d%n", i).getBytes(StandardCharsets.UTF_8));
    }
  }

  @Test
  void leavesSmallAndMissingLogsAlone() throws Exception {
    log.hold();
    assertFalse(Files.exists(file));
    Files.writeString(file, "x".repeat(LIMIT));

    log.hold();

    assertEquals(LIMIT, Files.size(file));
    assertFalse(Files.exists(aside));
  }

  /** The writer does not notice, because it keeps the same file open. */
  @Test
  void limitsAGrowingLog() throws Exception {
    try (OutputStream writer = new FileOutputStream(file.toFile(), true)) {
      for (int round = 0; round < 20; round++) {
        print(writer, round * 150, (round + 1) * 150);
        log.hold();
        assertTrue(Files.size(file) <= LIMIT);
        assertTrue(Files.notExists(aside) || Files.size(aside) <= LIMIT);
      }
      print(writer, 3000, 3001);
    }

    assertEquals("line 3000\n", Files.readString(file));
    assertTrue(Files.readString(aside).endsWith("line 2999\n"));
    assertEquals(LIMIT, Files.size(aside), "the older part has the maximum size");
  }

  @Test
  void limitsALogThatCannotBeRotated() throws Exception {
    Files.createDirectories(aside.resolve("in the way"));
    Files.writeString(file, "x".repeat(LIMIT + 1));

    assertThrows(IOException.class, log::hold);

    assertEquals(0, Files.size(file));
  }
}
