package io.pim.e2e;

import io.pim.model.files.ServiceFolder;
import io.pim.worker.connection.ServerState;
import io.pim.worker.connection.ServiceAddress;
import io.pim.worker.connection.TemporalConnection;

/** Reads what a user's own Temporal server keeps of builds. */
final class History {
  private History() {}

  /** The history of a workflow's newest run, as the Web UI's download gives it. */
  static String ofNewest(PimUser user, String workflowId) {
    ServerState server = ServerState.read(new ServiceFolder(user.service())).orElseThrow();
    try (TemporalConnection connection =
        TemporalConnection.open(ServiceAddress.local(server), TemporalConnection.CONNECT_LIMIT)) {
      return connection.client().fetchHistory(workflowId).toJson(true);
    }
  }
}
