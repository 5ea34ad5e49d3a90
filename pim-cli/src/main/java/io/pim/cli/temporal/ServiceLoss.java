package io.pim.cli.temporal;

import io.pim.model.files.ServiceFolder;
import io.pim.tools.process.ProcessIdentity;
import io.pim.worker.WorkerHealth;
import io.pim.worker.connection.ServerState;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The part of PIM's own service that has died.
 *
 * @param what the part with its pid, as in "the worker (pid 12) has died"
 * @param log the log that may contain the reason
 */
public record ServiceLoss(String what, Path log) {
  /** Enough for a stack trace below the message. */
  private static final int LAST_LINES = 40;

  private static final List<String> ENDS =
      List.of(WorkerHealth.ENDS, "Terminating due to java.lang.");

  static Optional<ServiceLoss> of(
      ServiceFolder files,
      Optional<ServerState> server,
      Optional<WorkerState> worker,
      boolean needsWorker) {
    Optional<ProcessIdentity> serverProcess = server.map(ServerState::process);
    Optional<ProcessIdentity> workerProcess = worker.map(WorkerState::process);
    boolean serverGone = serverProcess.filter(ProcessIdentity::isAlive).isEmpty();
    boolean workerGone = needsWorker && workerProcess.filter(ProcessIdentity::isAlive).isEmpty();
    String itsServer = "the Temporal server" + pid(serverProcess);
    String itsWorker = "the worker" + pid(workerProcess);
    if (serverGone) {
      String what =
          workerGone ? itsServer + " and " + itsWorker + " have died" : itsServer + " has died";
      return Optional.of(new ServiceLoss(what, files.serverLog()));
    }
    return workerGone
        ? Optional.of(new ServiceLoss(itsWorker + " has died" + why(files), files.workerLog()))
        : Optional.empty();
  }

  /** The reason at the end of the worker's log, if the worker or Java ended by itself. */
  private static String why(ServiceFolder files) {
    List<String> lines = new ServiceLog(files.workerLog(), 0).lastLines(LAST_LINES);
    for (int i = lines.size() - 1; i >= 0 && !lines.get(i).contains(WorkerHealth.BEGINS); i--) {
      for (String end : ENDS) {
        int at = lines.get(i).indexOf(end);
        if (at >= 0) {
          return " (" + lines.get(i).substring(at + end.length()).strip() + ")";
        }
      }
    }
    return "";
  }

  private static String pid(Optional<ProcessIdentity> process) {
    return process.map(p -> " (pid " + p.pid() + ")").orElse("");
  }
}
