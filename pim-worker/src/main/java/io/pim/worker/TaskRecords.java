package io.pim.worker;

import io.pim.host.claim.BuildService;
import io.pim.model.files.ExclusiveFile;
import io.pim.model.files.PimFolders;
import io.pim.model.json.Json;
import io.pim.tools.process.ProcessIdentity;
import io.pim.tools.qemu.RuntimeFolder;
import io.pim.worker.connection.GivenTask;
import io.pim.worker.connection.GivenTasks;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps on disk what the service has given to this worker, for the one that comes after it: see
 * {@link Takeover}. What cannot be kept costs a kill of this worker some waiting, and nothing else:
 * no work is refused for it.
 */
final class TaskRecords implements GivenTasks.Listener, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(TaskRecords.class);
  private static final SecureRandom RANDOM = new SecureRandom();

  private final Path folder;
  private final long place;
  private final ProcessIdentity worker;
  private final BuildService service;
  private final Optional<ExclusiveFile.Hold> hold;
  private boolean failing;

  private TaskRecords(
      Path folder,
      long place,
      ProcessIdentity worker,
      BuildService service,
      Optional<ExclusiveFile.Hold> hold) {
    this.folder = folder;
    this.place = place;
    this.worker = worker;
    this.service = service;
    this.hold = hold;
  }

  /** Those of a worker that starts; its place is held before there is anything under it. */
  static TaskRecords begin(PimFolders folders, BuildService service, ProcessIdentity worker) {
    long place = RANDOM.nextLong(Long.MAX_VALUE);
    return new TaskRecords(folders.tasks(), place, worker, service, hold(folders, place));
  }

  private static Optional<ExclusiveFile.Hold> hold(PimFolders folders, long place) {
    try {
      RuntimeFolder.make(folders.runtime());
      return ExclusiveFile.byteOf(folders.tasksLock(), place).tryHold();
    } catch (IOException | RuntimeException e) {
      LOG.warn("the next worker will wait for what this one is killed at: {}", e.getMessage());
      return Optional.empty();
    }
  }

  @Override
  public void given(GivenTask task) {
    if (hold.isPresent()) {
      boolean interrupted = Thread.interrupted();
      try {
        interrupted |= keep(task);
        failing = false;
      } catch (IOException | RuntimeException e) {
        tellOnce(e);
      } finally {
        if (interrupted) {
          Thread.currentThread().interrupt();
        }
      }
    }
  }

  /**
   * Writes also on a thread that is told to end meanwhile: somebody else goes on with the task
   * then.
   *
   * @return whether the thread was interrupted
   */
  private boolean keep(GivenTask task) throws IOException {
    TaskRecord record = new TaskRecord(place, worker, service, task);
    try {
      Json.write(file(task.key()), record);
      return false;
    } catch (ClosedByInterruptException e) {
      // Cleared, so that it can be written now.
      boolean told = Thread.interrupted();
      Json.write(file(task.key()), record);
      return told;
    }
  }

  @Override
  public void settled(String key) {
    try {
      Files.deleteIfExists(file(key));
    } catch (IOException e) {
      tellOnce(e);
    }
  }

  private Path file(String key) {
    return folder.resolve(Long.toHexString(place) + "-" + key + ".json");
  }

  private synchronized void tellOnce(Exception e) {
    if (!failing) {
      LOG.warn("cannot keep what the service has given to this worker: {}", e.getMessage());
    }
    failing = true;
  }

  /** What this worker was given and has not answered. */
  List<GivenTask> unanswered() throws IOException {
    List<GivenTask> tasks = new ArrayList<>();
    if (Files.isDirectory(folder)) {
      try (DirectoryStream<Path> files =
          Files.newDirectoryStream(folder, Long.toHexString(place) + "-*.json")) {
        for (Path file : files) {
          tasks.add(Json.read(file, TaskRecord.class).task());
        }
      }
    }
    return tasks;
  }

  /** What is there still is for the next worker. */
  @Override
  public void close() throws IOException {
    if (hold.isPresent()) {
      hold.get().close();
    }
  }
}
