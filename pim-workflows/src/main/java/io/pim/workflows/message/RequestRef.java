package io.pim.workflows.message;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.pim.model.files.BuildId;
import io.pim.model.json.Json;
import io.pim.model.unit.Sha256;

/**
 * Names a request that a host may have already: a request can be large, and Temporal keeps every
 * copy of it that is sent.
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
