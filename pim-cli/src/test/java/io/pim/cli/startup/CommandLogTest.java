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
  void logsErrorsOfLibrariesOnly() {
    LoggerContext log = new LoggerContext();
    log.setMDCAdapter(new LogbackMDCAdapter());
    ByteArrayOutputStream output = new ByteArrayOutputStream();
    PrintStream before = System.err;
    System.setErr(new PrintStream(output, true, StandardCharsets.UTF_8));
    try {
      new CommandLog().configure(log);
      log.getLogger("some.library").error("broken");
      log.getLogger("some.library").warn("odd");
      log.getLogger("io.temporal.internal.worker.Poller").error("poll ended");
      log.getLogger("io.grpc.netty").error("closed");
    } finally {
      System.setErr(before);
      log.stop();
    }
    assertEquals("ERROR some.library: broken\n", output.toString(StandardCharsets.UTF_8));
  }
}
