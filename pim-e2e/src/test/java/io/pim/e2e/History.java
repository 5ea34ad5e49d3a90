package io.pim.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import io.pim.model.files.ServiceFolder;
import io.pim.model.json.Json;
import io.pim.worker.connection.ServerState;
import io.pim.worker.connection.ServiceAddress;
import io.pim.worker.connection.TemporalConnection;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;

/** Reads the histories of builds on a user's own Temporal server. */
final class History {
  private History() {}

  /** The history of a workflow's newest run as text, with readable payloads. */
  static String ofNewest(PimUser user, String workflowId) throws IOException {
    ServerState server = ServerState.read(new ServiceFolder(user.service())).orElseThrow();
    try (TemporalConnection connection =
        TemporalConnection.probe(ServiceAddress.local(server), Duration.ofMinutes(1))) {
      JsonNode history =
          Json.mapper().readTree(connection.client().fetchHistory(workflowId).toJson(true));
      StringBuilder text = new StringBuilder(history.toString());
      // The payloads are in Base64.
      for (JsonNode data : history.findValues("data")) {
        byte[] bytes = Base64.getDecoder().decode(data.asText());
        text.append('\n').append(new String(bytes, StandardCharsets.UTF_8));
      }
      return text.toString();
    }
  }
}
