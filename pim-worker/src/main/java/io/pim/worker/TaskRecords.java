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
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a file for each task that the service has given to this worker, so that the next worker can
 * take the task over ({@link Takeover}). If a file cannot be written, the task runs all the same;
 * only a kill of this worker then makes the task wait for the missed heartbeat.
 */
final class TaskRecords implements GivenTasks.Listener, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(TaskRecords.class);
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final Pattern FILE = Pattern.compile("\\.?([0-9a-f]{1,15}|[0-7][0-9a-f]{15})-.*");

  private final Path folder;
  private final long place;
  private final ProcessIdentity worker;
  private final BuildService service;
  private final Optional<ExclusiveFile.Hold> hold;
  private boolean reported;

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

  /** Starts the records of a new worker. The worker locks its byte before it writes any file. */
  static TaskRecords begin(PimFolders folders, BuildService service, ProcessIdentity worker) {
    long place = RANDOM.nextLong(Long.MAX_VALUE);
    return new TaskRecords(folders.tasks(), place, worker, service, hold(folders, place));
  }

  private static Optional<ExclusiveFile.Hold> hold(PimFolders folders, long place) {
    try {
      RuntimeFolder.make(folders.runtime());
      return ExclusiveFile.byteOf(folders.tasksLock(), place).tryHold();
    } catch (IOException | RuntimeException e) {
      LOG.warn(
          "if this worker is killed, its steps wait for their heartbeat limit: {}", e.getMessage());
      return Optional.empty();
    }
  }

  /** The name that the worker polls with. */
  String identity() {
    return TaskRecord.identity(service, place);
  }

  @Override
  public void given(GivenTask task) {
    if (hold.isPresent()) {
      boolean interrupted = Thread.interrupted();
      try {
        interrupted |= keep(task);
        reported = false;
      } catch (IOException | RuntimeException e) {
        reportOnce(e);
      } finally {
        if (interrupted) {
          Thread.currentThread().interrupt();
        }
      }
    }
  }

  /**
   * Writes the file even if the thread is interrupted, because then another worker needs the file.
   *
   * @return whether the thread was interrupted
   */
  private boolean keep(GivenTask task) throws IOException {
    TaskRecord record = new TaskRecord(place, worker, service, task);
    try {
      Json.write(file(task.key()), record);
      return false;
    } catch (ClosedByInterruptException e) {
      // The second attempt works only while the thread's interrupt is cleared.
      boolean interrupted = Thread.interrupted();
      Json.write(file(task.key()), record);
      return interrupted;
    }
  }

  @Override
  public void settled(String key) {
    try {
      Files.deleteIfExists(file(key));
    } catch (IOException e) {
      reportOnce(e);
    }
  }

  private Path file(String key) {
    return folder.resolve(Long.toHexString(place) + "-" + key + ".json");
  }

  /** The worker's byte of the lock file, by the name of a record or of a draft of one. */
  static OptionalLong placeOf(Path file) {
    Matcher name = FILE.matcher(file.getFileName().toString());
    return name.matches()
        ? OptionalLong.of(Long.parseLong(name.group(1), 16))
        : OptionalLong.empty();
  }

  private synchronized void reportOnce(Exception e) {
    if (!reported) {
      LOG.warn(
          "cannot record the tasks that the service has given to this worker: {}", e.getMessage());
    }
    reported = true;
  }

  /** The tasks that this worker was given and has not completed. */
  List<GivenTask> unanswered() throws IOException {
    List<GivenTask> tasks = new ArrayList<>();
    if (Files.isDirectory(folder)) {
      try (DirectoryStream<Path> files =
          Files.newDirectoryStream(folder, Long.toHexString(place) + "-*.json")) {
        for (Path file : files) {
          read(file).ifPresent(tasks::add);
        }
      }
    }
    return tasks;
  }

  private static Optional<GivenTask> read(Path file) throws IOException {
    try {
      return Optional.of(Json.read(file, TaskRecord.class).task());
    } catch (NoSuchFileException e) {
      // The task has just been completed.
      return Optional.empty();
    }
  }

  /** Releases the lock. The files that are left are for the next worker. */
  @Override
  public void close() throws IOException {
    if (hold.isPresent()) {
      hold.get().close();
    }
  }
}
