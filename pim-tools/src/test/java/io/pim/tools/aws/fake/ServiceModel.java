package io.pim.tools.aws.fake;

import com.fasterxml.jackson.databind.JsonNode;
import io.pim.model.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Optional;

/** The operations and shapes of one service, as botocore describes them. */
final class ServiceModel {
  private final JsonNode model;

  private ServiceModel(JsonNode model) {
    this.model = model;
  }

  /** The model of {@code ebs} or {@code ec2}. */
  static ServiceModel of(String service) {
    try (InputStream in = ServiceModel.class.getResourceAsStream("service-models.json")) {
      return new ServiceModel(Json.mapper().readTree(in).required(service));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  JsonNode operations() {
    return model.required("operations");
  }

  Optional<JsonNode> operation(String name) {
    return Optional.ofNullable(operations().get(name));
  }

  /** The shape that a member, or an operation's input, refers to. */
  JsonNode shape(JsonNode reference) {
    return model.required("shapes").required(reference.required("shape").textValue());
  }
}
