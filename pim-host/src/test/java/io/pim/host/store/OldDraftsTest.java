package io.pim.host.store;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.pim.model.files.DurableFile;
import io.pim.model.files.PimFolders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OldDraftsTest {
  @TempDir Path home;
  private PimFolders folders;

  @BeforeEach
  void open() {
    folders = PimFolders.of(Map.of("XDG_RUNTIME_DIR", home.resolve("run").toString()), home, home);
  }

  private static void write(Path file, Duration age) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, "half");
    Files.setLastModifiedTime(file, FileTime.from(Instant.now().minus(age)));
  }

  private List<String> files() throws IOException {
    try (Stream<Path> tree = Files.walk(home)) {
      return tree.filter(Files::isRegularFile)
          .map(file -> file.getFileName().toString())
          .sorted()
          .toList();
    }
  }

  /** A writer that fails after it has begun, so that the test learns a draft's name. */
  private static String draftName(Path file) throws IOException {
    StringBuilder name = new StringBuilder();
    DurableFile.write(
        file,
        DurableFile.PRIVATE,
        out -> {
          try (Stream<Path> all = Files.list(file.getParent())) {
            all.filter(DurableFile::isDraft).forEach(draft -> name.append(draft.getFileName()));
          }
        });
    Files.delete(file);
    return name.toString();
  }

  @Test
  void removesOldDraftsOfAllItsFoldersAndNothingElse() throws Exception {
    Files.createDirectories(folders.service());
    String draft = draftName(folders.service().resolve("worker.json"));
    Duration old = Duration.ofHours(25);
    for (Path folder :
        List.of(folders.service(), folders.images(), folders.layers(), folders.tasks())) {
      write(folder.resolve(draft), old);
    }
    write(folders.claims().resolve(".young.0123456789abcdef.tmp"), Duration.ofHours(23));
    write(folders.images().resolve("notes.0123456789abcdef.tmp"), old);
    write(folders.images().resolve(".download.tmp"), old);
    write(folders.config().resolve(".mine.0123456789abcdef.tmp"), old);

    new OldDrafts(folders, Clock.systemUTC()).remove();

    assertEquals(
        List.of(
            ".download.tmp",
            ".mine.0123456789abcdef.tmp",
            ".young.0123456789abcdef.tmp",
            "notes.0123456789abcdef.tmp"),
        files());
  }
}
