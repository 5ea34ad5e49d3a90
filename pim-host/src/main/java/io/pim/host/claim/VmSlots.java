package io.pim.host.claim;

import io.pim.model.files.BuildId;
import io.pim.model.files.ExclusiveFile;
import io.pim.model.files.Names;
import io.pim.model.files.PimFolders;
import io.pim.model.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The VM slots of this host and the builds that hold them. Claims are files, so they survive the
 * worker, like the machines do. A lock keeps several workers of one host within its capacity.
 */
public final class VmSlots {
  private final Path folder;
  private final ExclusiveFile lock;
  private final int capacity;
  private final BuildService service;
  private final Drain drain;
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

  /** Builds that are being cleaned up without having requested it. */
  private final Set<BuildId> ending = ConcurrentHashMap.newKeySet();

  /**
   * The slots of a host.
   *
   * @param service the service for whose builds this worker claims slots
   */
  public VmSlots(PimFolders folders, int capacity, BuildService service) {
    this.folder = folders.claims();
    this.lock = new ExclusiveFile(folders.claimsLock());
    this.capacity = capacity;
    this.service = service;
    this.drain = new Drain(folders);
  }

  public int capacity() {
    return capacity;
  }

  /** The service for whose builds this worker claims slots. */
  public BuildService service() {
    return service;
  }

  /** Whether new builds are refused here. Builds that hold a slot keep it. */
  public boolean isDrained() {
    return drain.isOn();
  }

  /** Since when new builds are refused here; empty if they are accepted. */
  public Optional<Instant> drainedSince() throws IOException {
    return drain.since();
  }

  /**
   * Refuses new builds from now on, even in the next worker. No claim that was accepted before is
   * written after this returns.
   */
  public void drain(Instant now) throws IOException {
    lock.whileHeld(
        () -> {
          drain.on(now);
          return now;
        });
  }

  /** Accepts new builds again. */
  public void undrain() throws IOException {
    drain.off();
    lookAgain();
  }

  /** The build's claim on a slot, if it has one. */
  Optional<Claim> claim(BuildId build) throws IOException {
    return Claim.read(file(build));
  }

  private Path file(BuildId build) {
    return Names.inside(folder, build.text());
  }

  /** Also calls {@code listener} whenever a slot may have become free. */
  public void onRelease(Runnable listener) {
    listeners.add(listener);
  }

  /** The builds that hold a slot. */
  public List<BuildId> holders() throws IOException {
    return UnfinishedBuilds.buildsIn(folder);
  }

  /** Whether a new build may claim a slot here: one is free, and the host is not drained. */
  public boolean hasFree() throws IOException {
    return !isDrained() && holders().size() < capacity;
  }

  /**
   * Takes a slot if one is free. A build that has a slot keeps it, with a new claim. Does not wait,
   * because the workflow repeats a claim that finds no free slot.
   */
  public boolean tryClaim(BuildId build) throws IOException {
    return lock.whileHeld(
        () -> {
          if (ending.contains(build) || !(Files.exists(file(build)) || hasFree())) {
            return false;
          }
          Json.write(file(build), Claim.of(service));
          return true;
        });
  }

  /** Gives the build's slot back, if it has one. */
  public void release(BuildId build) throws IOException {
    if (Files.deleteIfExists(file(build))) {
      lookAgain();
    }
  }

  /** Ends a build on this host. */
  @FunctionalInterface
  interface Ending {
    void run() throws IOException, InterruptedException;
  }

  /**
   * Ends a build's work here. The build cannot claim a slot meanwhile. Does nothing if it has
   * claimed one since {@code seen}, because then it is here again.
   *
   * @param seen its claim at the time of the check that led to this
   * @return whether it was ended
   */
  boolean endUnlessClaimedSince(BuildId build, Optional<Claim> seen, Ending work)
      throws IOException, InterruptedException {
    try {
      // Under the lock, so a claim either comes before this comparison, or is refused.
      boolean isUnchanged =
          lock.whileHeld(
              () -> {
                ending.add(build);
                return claim(build).equals(seen);
              });
      if (isUnchanged) {
        work.run();
      }
      return isUnchanged;
    } finally {
      ending.remove(build);
    }
  }

  /**
   * Makes waiting claims check for a free slot, because another process may have given one back.
   */
  public void lookAgain() {
    listeners.forEach(Runnable::run);
  }
}
