package io.pim.cli.worker.install;

/** For whom a worker is installed. */
public enum Scope {
  /** Runs from the start of the machine, as a user of its own if the system allows it. */
  SYSTEM,
  /** Runs as the user who installs it. */
  USER
}
