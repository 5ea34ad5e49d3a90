package io.pim.cli.client;

/** The state of a host, as people see it. */
public enum HostState {
  /** The host takes new builds. */
  READY,
  /** All slots are in use. */
  FULL,
  /** The host takes no new builds, and still has some. */
  DRAINING,
  /** The host takes no new builds and has none. */
  DRAINED,
  /**
   * The host has not reported for some time: its worker does not run, or cannot reach the service.
   */
  GONE
}
