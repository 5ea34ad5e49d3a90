package io.pim.cli.startup;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ConfiguratorRank;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.joran.spi.ConsoleTarget;
import ch.qos.logback.core.spi.ContextAwareBase;
import ch.qos.logback.core.status.NopStatusListener;
import java.util.List;

/**
 * Configures the log of commands and of the worker. Commands print their own messages, so libraries
 * only log what is broken. This is Java because reading an XML file would add a tenth of a second
 * to every start. An XML file that is set, or found, as in tests, takes precedence.
 */
@ConfiguratorRank(ConfiguratorRank.FALLBACK)
public final class CommandLog extends ContextAwareBase implements Configurator {
  /**
   * Silenced, because the SDK warns about every poll that ends with a stopped server, and PIM
   * reports that itself.
   */
  private static final List<String> SILENT = List.of("io.temporal", "io.grpc", "net.schmizz");

  /**
   * Silenced in a worker: a build reports its failed activities itself, its workflow's failure, and
   * signals that it drops.
   */
  private static final List<String> SILENT_IN_WORKERS =
      List.of(
          "io.temporal.internal.activity",
          "io.temporal.internal.sync.WorkflowExecutionHandler",
          "io.temporal.internal.sync.SignalDispatcher",
          "io.grpc");

  /** {@code bin/pim} sets this property to {@code worker} for {@code pim worker run}. */
  static final String PROPERTY = "pim.log";

  @Override
  public ExecutionStatus configure(LoggerContext log) {
    log.getStatusManager().add(new NopStatusListener());
    if ("worker".equals(System.getProperty(PROPERTY))) {
      toStandardError(
          log,
          Level.INFO,
          "%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX} %-5level %logger{20}: %msg%n%ex{short}");
      log.getLogger("io.temporal").setLevel(Level.WARN);
      log.getLogger("net.schmizz").setLevel(Level.ERROR);
      SILENT_IN_WORKERS.forEach(name -> log.getLogger(name).setLevel(Level.OFF));
    } else {
      toStandardError(log, Level.ERROR, "%-5level %logger{20}: %msg%n");
      SILENT.forEach(name -> log.getLogger(name).setLevel(Level.OFF));
    }
    return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
  }

  private static void toStandardError(LoggerContext log, Level level, String pattern) {
    PatternLayoutEncoder lines = new PatternLayoutEncoder();
    lines.setContext(log);
    lines.setPattern(pattern);
    lines.start();
    ConsoleAppender<ILoggingEvent> standardError = new ConsoleAppender<>();
    standardError.setContext(log);
    standardError.setTarget(ConsoleTarget.SystemErr.getName());
    standardError.setEncoder(lines);
    standardError.start();
    var root = log.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    root.setLevel(level);
    root.addAppender(standardError);
  }
}
