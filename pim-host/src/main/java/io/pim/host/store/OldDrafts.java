package io.pim.host.store;

import io.pim.model.files.DurableFile;
import io.pim.model.files.PimFolders;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Removes drafts that killed writers left in PIM's own folders. */
public final class OldDrafts {
  /** Exceeds the time that any file takes to be written. */
  private static final Duration MIN_AGE = Duration.ofDays(1);

  private final PimFolders folders;
  private final Clock clock;

  public OldDrafts(PimFolders folders, Clock clock) {
    this.folders = folders;
    this.clock = clock;
  }

  public void remove() throws IOException {
    Instant newest = clock.instant().minus(MIN_AGE);
    for (Path top : List.of(folders.data(), folders.cache(), folders.state(), folders.runtime())) {
      if (Files.isDirectory(top)) {
        Files.walkFileTree(top, new Removal(newest));
      }
    }
  }

  private static final class Removal extends SimpleFileVisitor<Path> {
    private final Instant newest;

    Removal(Instant newest) {
      this.newest = newest;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      if (attributes.isRegularFile()
          && DurableFile.isDraft(file)
          && attributes.lastModifiedTime().toInstant().isBefore(newest)) {
        Files.deleteIfExists(file);
      }
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException e) {
      // Another process has removed it, or it belongs to another user.
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path folder, IOException e) {
      return FileVisitResult.CONTINUE;
    }
  }
}
