package io.pim.worker.connection;

import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Stops gRPC from printing failures that PIM reports itself. gRPC logs through java.util.logging,
 * which forgets a logger's level once nothing refers to the logger. Therefore this object must live
 * as long as the connection.
 */
final class QuietLogs {
  private final List<Logger> loggers = List.of(Logger.getLogger("io.grpc"));

  QuietLogs() {
    loggers.forEach(logger -> logger.setLevel(Level.OFF));
  }
}
