package io.pim.tools.aws.fake;

import com.fasterxml.jackson.databind.JsonNode;
import io.pim.model.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Optional;

/** The operations and shapes of one service, as botocore describes them. */
final class ServiceModel {
  /** Read only once, because a test may start a server for each of many cases. */
  private static final JsonNode ALL = readAll();

  private final JsonNode model;

  private ServiceModel(JsonNode model) {
    this.model = model;
  }

  private static JsonNode readAll() {
    try (InputStream in = ServiceModel.class.getResourceAsStream("service-models.json")) {
      return Json.mapper().readTree(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The model of {@code ebs}, {@code ec2}, {@code s3} or {@code iam}. */
  static ServiceModel of(String service) {
    return new ServiceModel(ALL.required(service));
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
