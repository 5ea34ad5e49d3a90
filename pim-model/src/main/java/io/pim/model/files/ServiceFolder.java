package io.pim.model.files;

import java.nio.file.Path;

/** The files of the Temporal server and the worker that PIM runs in the background. */
public record ServiceFolder(Path root) {
  /** Held while the server or the worker is started or stopped, so that nobody does so twice. */
  public Path lock() {
    return root.resolve("service.lock");
  }

  /** Which process the server is, and where it answers. */
  public Path server() {
    return root.resolve("server.json");
  }

  public Path serverLog() {
    return root.resolve("server.log");
  }

  /** The server's SQLite file: every build's history. */
  public Path database() {
    return root.resolve("temporal.db");
  }

  /** Which process the worker is, and of which version of PIM. */
  public Path worker() {
    return root.resolve("worker.json");
  }

  public Path workerLog() {
    return root.resolve("worker.log");
  }

  /** There while a person wants the service stopped: who watches a build does not start it then. */
  public Path stopped() {
    return root.resolve("stopped");
  }

  /** Written by the worker once it takes work. */
  public Path workerReady() {
    return root.resolve("worker-ready.json");
  }

  /** Where the older part of a log goes once the log has grown large. */
  public static Path aside(Path log) {
    return log.resolveSibling(log.getFileName() + ".1");
  }
}
