package io.pim.tools.ssh;

import net.schmizz.sshj.common.LoggerFactory;
import org.slf4j.Logger;
import org.slf4j.helpers.NOPLogger;

/**
 * Silences sshj: it logs every failed connection as an error with a stack trace, and at debug level
 * the data sent. PIM reports the outcome itself.
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
