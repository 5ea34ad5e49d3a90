package io.pim.worker;

import io.pim.host.claim.BuildService;
import io.pim.model.files.ExclusiveFile;
import io.pim.model.files.PimFolders;
import io.pim.model.json.Json;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * Takes over what workers of this host were at that are gone ({@link TaskRecords}): the service
 * would wait until their heartbeats are missed before it gives that to anybody else.
 *
 * <p>A worker is gone when nobody holds its place in the lock file, and its process is no more.
 * Either alone may be wrong: where somebody has removed the file, and where processes are numbered
 * apart, as in containers.
 */
final class Takeover implements Housekeeping.Chore {
  /** Records of a service that nobody works for here any more; by then they are of no use to it. */
  private static final Duration KEPT = Duration.ofDays(1);

  private final PimFolders folders;
  private final TaskReturn service;
  private final Supplier<BuildService> here;
  private final Clock clock;

  /**
   * A takeover for one service and host.
   *
   * @param here asks anew at each look: another service may answer at the same address meanwhile
   */
  Takeover(PimFolders folders, TaskReturn service, Supplier<BuildService> here, Clock clock) {
    this.folders = folders;
    this.service = service;
    this.here = here;
    this.clock = clock;
  }

  private record Found(Path file, TaskRecord record) {}

  /**
   * Gives back what is found; does nothing where there are no others than those who live.
   *
   * @throws io.grpc.StatusRuntimeException where the service cannot be asked: try again later
   */
  @Override
  public void run() throws IOException {
    for (Map.Entry<Long, List<Found>> worker : byPlace().entrySet()) {
      Optional<ExclusiveFile.Hold> place =
          ExclusiveFile.byteOf(folders.tasksLock(), worker.getKey()).tryHold();
      if (place.isPresent()) {
        try {
          takeOver(worker.getValue());
        } finally {
          place.get().close();
        }
      }
    }
  }

  /** What activities lead to may come at once, so their workflows are first to be given back. */
  private void takeOver(List<Found> tasks) throws IOException {
    tasks.sort(Comparator.comparing(found -> found.record().task().isOfActivity()));
    for (Found found : tasks) {
      if (!found.record().worker().isAlive()) {
        if (here.get().has(found.record().service())) {
          service.giveBack(found.record().task());
          Files.deleteIfExists(found.file());
        } else {
          removeOld(found.file());
        }
      }
    }
  }

  private Map<Long, List<Found>> byPlace() throws IOException {
    Map<Long, List<Found>> found = new TreeMap<>();
    if (!Files.isDirectory(folders.tasks())) {
      return found;
    }
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folders.tasks())) {
      for (Path file : files) {
        read(file)
            .ifPresent(
                record ->
                    found
                        .computeIfAbsent(record.place(), p -> new ArrayList<>())
                        .add(new Found(file, record)));
      }
    }
    return found;
  }

  private Optional<TaskRecord> read(Path file) throws IOException {
    try {
      return Optional.of(Json.read(file, TaskRecord.class));
    } catch (NoSuchFileException e) {
      // Its worker has just answered.
      return Optional.empty();
    } catch (IOException e) {
      // A draft of a worker that was killed while it wrote, or of one that writes.
      removeOld(file);
      return Optional.empty();
    }
  }

  private void removeOld(Path file) throws IOException {
    try {
      if (Files.getLastModifiedTime(file).toInstant().isBefore(clock.instant().minus(KEPT))) {
        Files.deleteIfExists(file);
      }
    } catch (NoSuchFileException e) {
      // As good.
    }
  }
}
