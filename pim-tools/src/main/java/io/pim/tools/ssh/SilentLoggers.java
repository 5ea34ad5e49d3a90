package io.pim.tools.ssh;

import net.schmizz.sshj.common.LoggerFactory;
import org.slf4j.Logger;
import org.slf4j.helpers.NOPLogger;

/**
 * Keeps sshj quiet: it logs every connection that does not come about as an error, with a stack
 * trace, and at debug level what is sent. All that matters comes back as an outcome.
 */
final class SilentLoggers implements LoggerFactory {
  @Override
  public Logger getLogger(String name) {
    return NOPLogger.NOP_LOGGER;
  }

  @Override
  public Logger getLogger(Class<?> clazz) {
    return NOPLogger.NOP_LOGGER;
  }
}
