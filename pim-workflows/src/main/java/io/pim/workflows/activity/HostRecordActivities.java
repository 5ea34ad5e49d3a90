package io.pim.workflows.activity;

import io.pim.workflows.message.HostOrder;
import io.temporal.activity.ActivityInterface;

/** The activities that a host's own workflow requests from the host's worker. */
@ActivityInterface
public interface HostRecordActivities {
  /** The type of the activity whose heartbeats are the host's reports. */
  String REPORT = "Report";

  /**
   * Reports on the host for as long as its worker runs. Each heartbeat is a {@link
   * io.pim.workflows.message.HostReport}, so reports add nothing to the history.
   *
   * @param host names the host
   */
  void report(HostOrder host);

  /** Carries out an order; it stays in force after a restart of the worker. */
  void obey(HostOrder order);
}
