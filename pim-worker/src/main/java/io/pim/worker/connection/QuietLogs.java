package io.pim.worker.connection;

import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Keeps gRPC from printing to standard error what PIM reports itself. gRPC logs through
 * java.util.logging, which forgets a level when nobody holds the logger. Therefore this object must
 * live as long as the connection.
 */
final class QuietLogs {
  private final List<Logger> loggers = List.of(Logger.getLogger("io.grpc"));

  QuietLogs() {
    loggers.forEach(logger -> logger.setLevel(Level.OFF));
  }
}
