package io.pim.activities.host;

import io.pim.model.files.BuildId;
import io.pim.model.files.Names;
import io.pim.model.files.PimFolders;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The VM slots of this host and the builds that hold them. Claims are files, so that they outlive
 * the worker as the machines do.
 */
public final class VmSlots {
  private final Path folder;
  private final int capacity;
  private Runnable onRelease = () -> {};

  public VmSlots(PimFolders folders, int capacity) {
    this.folder = folders.claims();
    this.capacity = capacity;
  }

  public int capacity() {
    return capacity;
  }

  /** Has {@code listener} told whenever a slot was given back. */
  public synchronized void onRelease(Runnable listener) {
    this.onRelease = listener;
  }

  /** The builds that hold a slot. */
  public synchronized List<BuildId> holders() throws IOException {
    if (Files.notExists(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .map(f -> BuildId.tryParse(f.getFileName().toString()))
          .flatMap(Optional::stream)
          .toList();
    }
  }

  public synchronized boolean hasFree() throws IOException {
    return holders().size() < capacity;
  }

  /** Takes a slot, unless none is free; a build that holds one keeps it. */
  public synchronized boolean tryClaim(BuildId build) throws IOException {
    Path claim = Names.inside(folder, build.text());
    if (Files.exists(claim)) {
      return true;
    }
    if (!hasFree()) {
      return false;
    }
    Files.createDirectories(folder);
    try {
      Files.createFile(claim);
    } catch (FileAlreadyExistsException e) {
      // The same build, by another attempt: it has its slot.
    }
    return true;
  }

  /** Waits for a slot for at most {@code limit}; false when there was none in that time. */
  public synchronized boolean awaitClaim(BuildId build, Duration limit)
      throws IOException, InterruptedException {
    long deadline = System.nanoTime() + limit.toNanos();
    while (!tryClaim(build)) {
      long left = Duration.ofNanos(deadline - System.nanoTime()).toMillis();
      if (left <= 0) {
        return false;
      }
      wait(left);
    }
    return true;
  }

  /** Gives the build's slot back, if it has one. */
  public void release(BuildId build) throws IOException {
    Runnable listener;
    synchronized (this) {
      if (!Files.deleteIfExists(Names.inside(folder, build.text()))) {
        return;
      }
      notifyAll();
      listener = onRelease;
    }
    // Not under this lock: the listener has one of its own, under which it asks for free slots.
    listener.run();
  }
}
