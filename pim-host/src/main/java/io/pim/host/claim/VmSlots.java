package io.pim.host.claim;

import io.pim.model.files.BuildId;
import io.pim.model.files.ExclusiveFile;
import io.pim.model.files.Names;
import io.pim.model.files.PimFolders;
import io.pim.model.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The VM slots of this host and the builds that hold them. Claims are files, so that they outlive
 * the worker as the machines do; a lock keeps several workers of one host within its capacity.
 */
public final class VmSlots {
  private final Path folder;
  private final ExclusiveFile lock;
  private final int capacity;
  private final BuildService service;
  private Runnable onRelease = () -> {};

  /**
   * The slots of a host.
   *
   * @param service whose builds this worker claims slots for
   */
  public VmSlots(PimFolders folders, int capacity, BuildService service) {
    this.folder = folders.claims();
    this.lock = new ExclusiveFile(folders.claimsLock());
    this.capacity = capacity;
    this.service = service;
  }

  public int capacity() {
    return capacity;
  }

  /** The service whose builds this worker claims slots for. */
  BuildService service() {
    return service;
  }

  /** The claim of a build, which says for which service it was made. */
  Path claim(BuildId build) {
    return Names.inside(folder, build.text());
  }

  /** Has {@code listener} told whenever a slot may have been given back. */
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
    return lock.whileHeld(
        () -> {
          if (Files.exists(claim(build))) {
            return true;
          }
          if (!hasFree()) {
            return false;
          }
          Json.write(claim(build), service);
          return true;
        });
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
    if (Files.deleteIfExists(claim(build))) {
      lookAgain();
    }
  }

  /** Has whoever waits look for a free slot: another process may have given one back. */
  public void lookAgain() {
    Runnable listener;
    synchronized (this) {
      notifyAll();
      listener = onRelease;
    }
    // Not under this lock: the listener has one of its own, under which it asks for free slots.
    listener.run();
  }
}
