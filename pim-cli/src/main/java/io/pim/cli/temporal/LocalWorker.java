package io.pim.cli.temporal;

import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
import io.pim.model.files.ServiceFolder;
import io.pim.tools.process.Deadline;
import io.pim.tools.process.DetachedProcesses;
import io.pim.tools.process.ProcessIdentity;
import io.pim.worker.connection.ServiceAddress;
import io.pim.worker.connection.WorkerReady;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * This host's worker in the background. Callers must hold the service's lock.
 *
 * @param command starts a worker that ends at SIGTERM and leaves virtual machines alone
 */
record LocalWorker(
    ServiceFolder files,
    DistributionInfo distribution,
    List<String> command,
    DetachedProcesses processes,
    Consumer<String> say) {
  private static final Duration READY_LIMIT = Duration.ofSeconds(90);
  private static final Duration LOOK = Duration.ofMillis(50);
  private static final Duration STOP_LIMIT = Duration.ofSeconds(30);
  private static final int LAST_LINES = 15;

  /** The running worker if it is of this PIM and on this service; else a new one. */
  WorkerState ensure(ServiceAddress address) throws InterruptedException {
    Optional<WorkerState> known = known().filter(worker -> worker.process().isAlive());
    if (known.isPresent()) {
      if (known.get().isUp() && known.get().fits(distribution, address)) {
        return known.get();
      }
      stop("replaced, because it was of another PIM version or another service");
    }
    return start(address);
  }

  Optional<WorkerState> known() {
    return StateFiles.read(files.worker(), WorkerState.class);
  }

  /** Stops the worker, if it runs; virtual machines and their builds continue. */
  void stop(String how) throws InterruptedException {
    Optional<WorkerState> known = known().filter(worker -> worker.process().isAlive());
    if (known.isPresent()) {
      boolean asked = known.get().process().terminate(STOP_LIMIT);
      say.accept("Worker " + how + (asked ? "." : ", by force, because it did not end itself."));
    }
    StateFiles.remove(files.worker());
    StateFiles.remove(files.workerReady());
  }

  private WorkerState start(ServiceAddress address) throws InterruptedException {
    StateFiles.remove(files.workerReady());
    ServiceLog log = ServiceLog.begin(files.workerLog());
    ProcessIdentity process = processes.start(command, files.workerLog(), environment(address));
    WorkerState started =
        new WorkerState(
            process,
            distribution.version(),
            distribution.buildId(),
            address.toString(),
            Optional.empty(),
            !address.isOwn());
    // Written before the worker is ready, so that its process is known even after a crash here.
    StateFiles.write(files.worker(), started);
    WorkerState ready = awaitReady(started, log);
    StateFiles.write(files.worker(), ready);
    say.accept("Worker started; it logs to " + files.workerLog() + ".");
    return ready;
  }

  /**
   * The settings of a project's pim.yml as environment variables, because the worker may be started
   * in any folder.
   */
  private Map<String, String> environment(ServiceAddress address) {
    Map<String, String> added = new HashMap<>();
    added.put(WorkerReady.FILE_VARIABLE, files.workerReady().toString());
    if (!address.isOwn()) {
      added.put("TEMPORAL_ADDRESS", address.target());
      added.put("TEMPORAL_NAMESPACE", address.namespace());
    }
    return added;
  }

  private WorkerState awaitReady(WorkerState started, ServiceLog log) throws InterruptedException {
    Deadline deadline = Deadline.in(READY_LIMIT);
    while (!deadline.isOver()) {
      Optional<WorkerReady> ready = StateFiles.read(files.workerReady(), WorkerReady.class);
      if (ready.isPresent()) {
        return started.ready(ready.get().hostId());
      }
      if (started.process().awaitExit(deadline.remaining(LOOK))) {
        throw notReady("it ended before it accepted work", log);
      }
    }
    started.process().terminate(STOP_LIMIT);
    throw notReady("it accepted no work within " + READY_LIMIT.toSeconds() + " s", log);
  }

  private BuildFailure notReady(String why, ServiceLog log) {
    StateFiles.remove(files.worker());
    return BuildFailure.of(FailureKind.HOST_SETUP, "the worker does not start")
        .where(files.workerLog())
        .why(why)
        .todo("fix what its log reports, or see it fail in the foreground: `pim worker run`")
        .lastLines(log.lastLines(LAST_LINES))
        .build();
  }
}
