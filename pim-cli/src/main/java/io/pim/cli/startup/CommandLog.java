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
 * Configures the log of commands. Commands print their own messages, so libraries only log what is
 * broken. This is Java because reading an XML file would add a tenth of a second to every command's
 * start. An XML file that is set, as for the worker, or found, as in tests, takes precedence.
 */
@ConfiguratorRank(ConfiguratorRank.FALLBACK)
public final class CommandLog extends ContextAwareBase implements Configurator {
  /**
   * Silenced, because the SDK warns about every poll that ends with a stopped server, and PIM
   * reports that itself.
   */
  private static final List<String> SILENT = List.of("io.temporal", "io.grpc", "net.schmizz");

  @Override
  public ExecutionStatus configure(LoggerContext log) {
    log.getStatusManager().add(new NopStatusListener());
    PatternLayoutEncoder lines = new PatternLayoutEncoder();
    lines.setContext(log);
    lines.setPattern("%-5level %logger{20}: %msg%n");
    lines.start();
    ConsoleAppender<ILoggingEvent> standardError = new ConsoleAppender<>();
    standardError.setContext(log);
    standardError.setTarget(ConsoleTarget.SystemErr.getName());
    standardError.setEncoder(lines);
    standardError.start();
    var root = log.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    root.setLevel(Level.ERROR);
    root.addAppender(standardError);
    SILENT.forEach(name -> log.getLogger(name).setLevel(Level.OFF));
    return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
  }
}
