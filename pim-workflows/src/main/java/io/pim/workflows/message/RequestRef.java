package io.pim.workflows.message;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.pim.model.files.BuildId;
import io.pim.model.json.Json;
import io.pim.model.unit.Sha256;

/**
 * Identifies a request that a host may already have. A request can be large, and Temporal keeps
 * every copy that is sent.
 */
public record RequestRef(BuildId buildId, Sha256 digest) {
  public static RequestRef to(BuildRequest request) {
    try {
      return new RequestRef(
          request.buildId(), Sha256.ofText(Json.mapper().writeValueAsString(request)));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("requests travel as JSON", e);
    }
  }
}
