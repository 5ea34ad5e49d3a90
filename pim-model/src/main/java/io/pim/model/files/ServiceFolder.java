package io.pim.model.files;

import java.nio.file.Path;

/** The files of the Temporal server and the worker that PIM runs in the background. */
public record ServiceFolder(Path root) {
  /**
   * Held while the server or the worker is started or stopped, so that only one process does so.
   */
  public Path lock() {
    return root.resolve("service.lock");
  }

  /** The server's process and address. */
  public Path server() {
    return root.resolve("server.json");
  }

  public Path serverLog() {
    return root.resolve("server.log");
  }

  /** The server's SQLite file, with every build's history. */
  public Path database() {
    return root.resolve("temporal.db");
  }

  /** The worker's process and PIM version. */
  public Path worker() {
    return root.resolve("worker.json");
  }

  public Path workerLog() {
    return root.resolve("worker.log");
  }

  /**
   * Exists while a person wants the service stopped; a command that watches a build must not start
   * it then.
   */
  public Path stopped() {
    return root.resolve("stopped");
  }

  /** Exists while a person wants no worker on this host, only the server. */
  public Path withoutWorker() {
    return root.resolve("without-worker");
  }

  /** Written by the worker as soon as it accepts work. */
  public Path workerReady() {
    return root.resolve("worker-ready.json");
  }

  /** The file that takes the older part of a log once the log is large. */
  public static Path aside(Path log) {
    return log.resolveSibling(log.getFileName() + ".1");
  }
}
