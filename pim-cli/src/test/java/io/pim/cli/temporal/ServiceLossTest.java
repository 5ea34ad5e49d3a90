package io.pim.cli.temporal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.pim.model.files.ServiceFolder;
import io.pim.tools.process.ProcessIdentity;
import io.pim.worker.connection.ServerState;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServiceLossTest {
  private static final ProcessIdentity GONE = new ProcessIdentity(7, Instant.EPOCH, "gone");

  @TempDir Path folder;

  /** The message about a dead worker with this text in its log. */
  private String what(String... lines) throws Exception {
    ServiceFolder files = new ServiceFolder(folder);
    Files.write(files.workerLog(), List.of(lines));
    ServerState server =
        new ServerState(
            ProcessIdentity.of(ProcessHandle.current()).orElseThrow(),
            7233,
            Optional.empty(),
            false,
            Optional.of("1"));
    WorkerState worker = new WorkerState(GONE, "1.0", "1", "local", Optional.of("here"), false);
    return ServiceLoss.of(files, Optional.of(server), Optional.of(worker), true)
        .orElseThrow()
        .what();
  }

  @Test
  void quotesAWorkerThatEndedByItself() throws Exception {
    assertEquals(
        "the worker (pid 7) has died (nothing has polled its task queue pim)",
        what(
            "12:00 INFO worker of host here polls [pim]",
            "12:10 ERROR WorkerHealth: the worker ends: nothing has polled its task queue pim",
            "java.lang.Exception: and where from"));
  }

  @Test
  void quotesAWorkerWithoutMemory() throws Exception {
    assertEquals(
        "the worker (pid 7) has died (OutOfMemoryError: Java heap space)",
        what("Terminating due to java.lang.OutOfMemoryError: Java heap space"));
  }

  @Test
  void ignoresOutputOfEarlierWorkers() throws Exception {
    assertEquals(
        "the worker (pid 7) has died",
        what(
            "12:10 ERROR WorkerHealth: the worker ends: of something",
            "12:11 INFO worker of host here polls [pim]"));
  }

  @Test
  void quotesOutputPrintedAfterALogWasEmptied() throws Exception {
    Path file = folder.resolve("server.log");
    Files.writeString(file, "a long start\n".repeat(10));
    ServiceLog log = ServiceLog.begin(file);
    Files.writeString(file, "after\n");

    assertEquals(List.of("after"), log.lastLines(5));
  }
}
