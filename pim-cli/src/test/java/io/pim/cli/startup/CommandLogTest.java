package io.pim.cli.startup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;

class CommandLogTest {
  @Test
  void logbackFindsIt() {
    assertTrue(
        ServiceLoader.load(Configurator.class).stream()
            .anyMatch(found -> found.type().equals(CommandLog.class)));
  }

  @Test
  void logsOnlyErrorsOfLibraries() {
    assertEquals("ERROR some.library: broken\n", logged("command"));
  }

  @Test
  void logsAWorkersActsWithTheTime() {
    assertEquals(
        """
        TIME ERROR some.library: broken
        TIME WARN  some.library: odd
        TIME INFO  i.p.w.WorkerProcess: begins
        """,
        logged("worker")
            .replaceAll(
                "(?m)^\\d{4}-\\d\\d-\\d\\dT[0-9:]{8}\\.\\d{3}(Z|[+-]\\d\\d:\\d\\d) ", "TIME "));
  }

  private static String logged(String who) {
    LoggerContext log = new LoggerContext();
    log.setMDCAdapter(new LogbackMDCAdapter());
    ByteArrayOutputStream output = new ByteArrayOutputStream();
    PrintStream before = System.err;
    System.setErr(new PrintStream(output, true, StandardCharsets.UTF_8));
    System.setProperty(CommandLog.PROPERTY, who);
    try {
      new CommandLog().configure(log);
      log.getLogger("some.library").error("broken");
      log.getLogger("some.library").warn("odd");
      log.getLogger("io.pim.worker.WorkerProcess").info("begins");
      // Builds report these themselves.
      log.getLogger("io.temporal.internal.activity.ActivityTaskExecutors").error("failed");
      log.getLogger("io.temporal.internal.sync.SignalDispatcher").error("dropped");
      log.getLogger("io.grpc.netty").error("closed");
      log.getLogger("io.temporal.internal.worker.Poller").info("ended");
      log.getLogger("net.schmizz.sshj").warn("odd");
    } finally {
      System.clearProperty(CommandLog.PROPERTY);
      System.setErr(before);
      log.stop();
    }
    return output.toString(StandardCharsets.UTF_8);
  }
}
