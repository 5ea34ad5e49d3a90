package io.pim.cli.temporal;

import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
import io.pim.model.files.ServiceFolder;
import io.pim.tools.process.DetachedProcesses;
import io.pim.tools.process.ProcessIdentity;
import io.pim.worker.connection.ServerState;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** PIM's own Temporal server in the background. Callers must hold the service's lock. */
record LocalServer(
    ServiceFolder files,
    ServerChoice choice,
    Ports.Wanted wanted,
    DetachedProcesses processes,
    Consumer<String> say) {
  private static final int ATTEMPTS = 3;
  private static final int LAST_LINES = 10;
  private static final Duration ANSWER_LIMIT = Duration.ofSeconds(60);
  private static final Duration STOP_LIMIT = Duration.ofSeconds(20);

  /** The running server; starts it if needed. */
  ServerState ensure() throws InterruptedException {
    Optional<ServerState> known = ServerState.read(files);
    ServerState server;
    if (known.filter(ServerState::isUp).isPresent()) {
      server = known.get();
    } else {
      // A server that never answered is left over from a pim that was killed while it waited for
      // it.
      if (known.isPresent()) {
        known.get().process().terminate(STOP_LIMIT);
      }
      server = start(known);
    }
    if (server.inMemory()) {
      say.accept(ServerChoice.LAST_RESORT);
    }
    return server;
  }

  /** Stops the server, if it runs, and says so. */
  void stop() throws InterruptedException {
    Optional<ServerState> known = ServerState.read(files).filter(s -> s.process().isAlive());
    if (known.isPresent()) {
      boolean asked = known.get().process().terminate(STOP_LIMIT);
      say.accept(
          "Temporal server stopped" + (asked ? "." : ", by force, because it did not end itself."));
    }
    StateFiles.remove(files.server());
  }

  private ServerState start(Optional<ServerState> before) throws InterruptedException {
    ServerProgram program = choice.choose();
    for (int attempt = 1; ; attempt++) {
      ServiceLog log = ServiceLog.begin(files.serverLog());
      ServerState started = launch(program, before, attempt);
      Optional<ServerState> answered = new ServerProbe(log).await(started, ANSWER_LIMIT);
      if (answered.isPresent()) {
        StateFiles.write(files.server(), answered.get());
        say.accept(describe(answered.get()));
        return answered.get();
      }
      boolean ended = !started.process().isAlive();
      started.process().terminate(STOP_LIMIT);
      StateFiles.remove(files.server());
      List<String> lastLines = log.lastLines(LAST_LINES);
      // Another program may take a free port between the check and its use.
      if (attempt == ATTEMPTS || !log.mentions("address already in use")) {
        throw silent(ended, lastLines);
      }
    }
  }

  /**
   * Starts the server on its previous ports, so that workers find it again; else on the configured
   * ones.
   */
  private ServerState launch(ServerProgram program, Optional<ServerState> before, int attempt) {
    boolean first = attempt == 1;
    int port = port(first, before.map(ServerState::port), wanted.server());
    int uiPort = port(first, before.flatMap(ServerState::uiPort), wanted.ui());
    ProcessIdentity process =
        processes.start(program.argv(port, uiPort), files.serverLog(), Map.of());
    ServerState started =
        new ServerState(process, port, program.ui(uiPort), program.inMemory(), Optional.empty());
    // Written before the server answers, so that its process is known even after a crash here.
    StateFiles.write(files.server(), started);
    return started;
  }

  private static int port(boolean first, Optional<Integer> before, int usual) {
    return Ports.free(
        first ? Stream.concat(before.stream(), Stream.of(usual)).toList() : List.of());
  }

  private static String describe(ServerState server) {
    return "Temporal server started at "
        + server.address()
        + server.uiUrl().map(url -> ", Web UI " + url).orElse("")
        + ".";
  }

  private BuildFailure silent(boolean ended, List<String> lastLines) {
    return BuildFailure.of(FailureKind.HOST_SETUP, "PIM's Temporal server does not start")
        .where(files.serverLog())
        .why(
            ended
                ? "it ended before it answered"
                : "it did not answer within " + ANSWER_LIMIT.toSeconds() + " s")
        .todo(
            "fix what its log reports and try again; if you move its database away ("
                + files.database()
                + "), it starts afresh")
        .lastLines(lastLines)
        .build();
  }
}
