package io.pim.worker.connection;

import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Keeps gRPC from printing on standard error what PIM tells in its own words. It logs through
 * java.util.logging, which forgets a level when nobody holds the logger: hence this object, which
 * is to live as long as the connection.
 */
final class QuietLogs {
  private final List<Logger> loggers = List.of(Logger.getLogger("io.grpc"));

  QuietLogs() {
    loggers.forEach(logger -> logger.setLevel(Level.OFF));
  }
}
