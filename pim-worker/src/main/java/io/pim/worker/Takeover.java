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
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * Returns the tasks of dead workers of this host ({@link TaskRecords}) to the service. Otherwise
 * the service gives them to another worker only after it has missed heartbeats.
 *
 * <p>A worker is dead if nobody holds its byte of the lock file and its process does not exist.
 * Neither is enough: the file may have been removed, and containers number processes separately.
 */
final class Takeover implements Housekeeping.Chore {
  /** Records of another service are useless after this time: it has abandoned those tasks. */
  private static final Duration MAX_AGE = Duration.ofDays(1);

  private final PimFolders folders;
  private final TaskReturn tasks;
  private final Supplier<BuildService> currentService;
  private final Clock clock;

  /**
   * Takes over tasks of one service on this host.
   *
   * @param currentService asks the service for its identity at each call, because another one may
   *     answer at the same address meanwhile
   */
  Takeover(
      PimFolders folders, TaskReturn tasks, Supplier<BuildService> currentService, Clock clock) {
    this.folders = folders;
    this.tasks = tasks;
    this.currentService = currentService;
    this.clock = clock;
  }

  private record Found(Path file, TaskRecord record) {}

  /** The records of a worker, finished or not. */
  private record Left(List<Found> records, List<Path> drafts) {
    Left() {
      this(new ArrayList<>(), new ArrayList<>());
    }
  }

  /** A workflow and a dead worker that had tasks of it. */
  private record Given(String workflowId, String identity) {}

  /**
   * Returns the tasks of all dead workers. Living workers keep theirs.
   *
   * @throws io.grpc.StatusRuntimeException if the service does not answer; try again later
   */
  @Override
  public void run() throws IOException {
    for (Map.Entry<Long, Left> worker : byPlace().entrySet()) {
      Optional<ExclusiveFile.Hold> place =
          ExclusiveFile.byteOf(folders.tasksLock(), worker.getKey()).tryHold();
      if (place.isPresent()) {
        try {
          removeAll(worker.getValue().drafts());
          takeOver(worker.getValue().records());
        } finally {
          place.get().close();
        }
      }
    }
  }

  /**
   * Returns workflow tasks before activity tasks. A returned activity gives its workflow a new task
   * at once, and that task must not go to the dead worker. The files are removed last, so that a
   * failed call is repeated.
   */
  private void takeOver(List<Found> ofWorker) throws IOException {
    ofWorker.sort(Comparator.comparing(found -> found.record().task().isOfActivity()));
    List<Path> returned = new ArrayList<>();
    Set<Given> given = new LinkedHashSet<>();
    for (Found found : ofWorker) {
      if (!found.record().worker().isAlive()) {
        if (currentService.get().has(found.record().service())) {
          tasks.giveBack(found.record().task());
          given.add(new Given(found.record().task().workflowId(), found.record().identity()));
          returned.add(found.file());
        } else {
          removeOld(found.file());
        }
      }
    }
    for (Given worker : given) {
      tasks.giveBackUnrecorded(worker.workflowId(), worker.identity());
    }
    removeAll(returned);
  }

  private static void removeAll(List<Path> files) throws IOException {
    for (Path file : files) {
      Files.deleteIfExists(file);
    }
  }

  private Map<Long, Left> byPlace() throws IOException {
    Map<Long, Left> found = new TreeMap<>();
    if (!Files.isDirectory(folders.tasks())) {
      return found;
    }
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folders.tasks())) {
      for (Path file : files) {
        add(file, found);
      }
    }
    return found;
  }

  private void add(Path file, Map<Long, Left> found) throws IOException {
    try {
      TaskRecord record = Json.read(file, TaskRecord.class);
      found
          .computeIfAbsent(record.place(), place -> new Left())
          .records()
          .add(new Found(file, record));
    } catch (NoSuchFileException e) {
      // The worker has just completed the task.
    } catch (IOException e) {
      // A worker is writing this file, or was killed while it wrote.
      OptionalLong place = TaskRecords.placeOf(file);
      if (place.isPresent()) {
        found.computeIfAbsent(place.getAsLong(), its -> new Left()).drafts().add(file);
      } else {
        removeOld(file);
      }
    }
  }

  private void removeOld(Path file) throws IOException {
    try {
      if (Files.getLastModifiedTime(file).toInstant().isBefore(clock.instant().minus(MAX_AGE))) {
        Files.deleteIfExists(file);
      }
    } catch (NoSuchFileException e) {
      // Somebody else has removed it.
    }
  }
}
