package io.pim.tools.aws.fake;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.pim.model.json.Json;
import java.io.IOException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The EBS direct APIs. */
final class EbsCalls {
  private static final Pattern PUT = Pattern.compile("/snapshots/(snap-[^/]+)/blocks/([^/]+)");
  private static final Pattern COMPLETE = Pattern.compile("/snapshots/completion/([^/]+)");

  private final ServiceModel model = ServiceModel.of("ebs");
  private final Cloud cloud;

  EbsCalls(Cloud cloud) {
    this.cloud = cloud;
  }

  static String operation(HttpRequest request) {
    String call = request.method() + " " + request.path();
    if (call.equals("POST /snapshots")) {
      return "StartSnapshot";
    }
    if (call.matches("PUT " + PUT)) {
      return "PutSnapshotBlock";
    }
    if (call.matches("POST " + COMPLETE)) {
      return "CompleteSnapshot";
    }
    throw new Refusal(404, "UnknownOperationException", call);
  }

  HttpReply answer(String operation, HttpRequest request, Cloud.Region region, String where)
      throws IOException {
    boolean mayBeUnsigned =
        model.operation(operation).orElseThrow().path("unsignedPayload").asBoolean();
    if (isUnsigned(request) && !mayBeUnsigned) {
      throw new Refusal(403, "InvalidSignatureException", "The body must be signed.");
    }
    return switch (operation) {
      case "StartSnapshot" -> start(request, region, where);
      case "PutSnapshotBlock" -> put(request, region);
      default -> complete(request, region);
    };
  }

  static boolean isUnsigned(HttpRequest request) {
    return request.header("x-amz-content-sha256").equals("UNSIGNED-PAYLOAD");
  }

  private HttpReply start(HttpRequest request, Cloud.Region region, String where)
      throws IOException {
    Params params = body("StartSnapshotRequest", request);
    String token = params.require("ClientToken");
    synchronized (region) {
      Map.Entry<Params, String> before = region.tokens.get(token);
      if (before != null && !before.getKey().equals(params)) {
        throw new Refusal(
            409,
            "ConflictException",
            "The request uses the same client token as a previous, but non-identical request");
      }
      if (before == null) {
        if (params.has("KmsKeyArn") && !params.yes("Encrypted")) {
          throw invalid("KmsKeyArn needs Encrypted", "INVALID_PARAMETER_VALUE");
        }
        String id = cloud.newId("snap");
        Snap snap =
            new Snap(
                id, params.number("VolumeSize"), params.yes("Encrypted"), cloud.disk(where, id));
        for (Params tag : params.structures("Tags")) {
          snap.tags().put(tag.require("Key"), tag.require("Value"));
        }
        snap.hideFor(cloud.hiddenLooks());
        region.snapshots.put(id, snap);
        before = Map.entry(params, id);
        region.tokens.put(token, before);
      }
      Map<String, Object> answer = new LinkedHashMap<>();
      answer.put("SnapshotId", before.getValue());
      answer.put("OwnerId", Cloud.ACCOUNT);
      answer.put("Status", "pending");
      answer.put("StartTime", Instant.now().getEpochSecond());
      answer.put("VolumeSize", params.number("VolumeSize"));
      answer.put("BlockSize", Snap.BLOCK);
      return json(201, answer);
    }
  }

  private HttpReply put(HttpRequest request, Cloud.Region region) throws IOException {
    Matcher path = matched(PUT, request);
    Snap snap = snapshot(path.group(1), region);
    leaf("BlockIndex", path.group(2));
    if (!header("DataLength", "x-amz-data-length", request).equals("524288")
        || request.body().length != Snap.BLOCK) {
      throw invalid("The only supported block size is 524288", "INVALID_PARAMETER_VALUE");
    }
    header("ChecksumAlgorithm", "x-amz-checksum-algorithm", request);
    String checksum = header("Checksum", "x-amz-checksum", request);
    snap.put(Integer.parseInt(path.group(2)), request.body(), checksum);
    cloud.countBlock();
    return new HttpReply(
        201, Map.of("x-amz-Checksum", checksum, "x-amz-Checksum-Algorithm", "SHA256"), new byte[0]);
  }

  private HttpReply complete(HttpRequest request, Cloud.Region region) throws IOException {
    Snap snap = snapshot(matched(COMPLETE, request).group(1), region);
    header("ChecksumAlgorithm", "x-amz-checksum-algorithm", request);
    header("ChecksumAggregationMethod", "x-amz-checksum-aggregation-method", request);
    snap.complete(
        Integer.parseInt(header("ChangedBlocksCount", "x-amz-changedblockscount", request)),
        header("Checksum", "x-amz-checksum", request),
        cloud.looks());
    return json(202, Map.of("Status", snap.state()));
  }

  private static Matcher matched(Pattern pattern, HttpRequest request) {
    Matcher matcher = pattern.matcher(request.path());
    if (!matcher.matches()) {
      throw new IllegalStateException(request.path());
    }
    return matcher;
  }

  private Snap snapshot(String id, Cloud.Region region) {
    leaf("SnapshotId", id);
    Snap snap = region.snapshots.get(id);
    if (snap == null) {
      throw new Refusal(
          404,
          "ResourceNotFoundException",
          "The snapshot '" + id + "' does not exist.",
          "SNAPSHOT_NOT_FOUND");
    }
    return snap;
  }

  private String header(String shape, String name, HttpRequest request) {
    String value = request.header(name);
    if (value.isEmpty()) {
      throw invalid("Header " + name + " is missing", "INVALID_PARAMETER_VALUE");
    }
    leaf(shape, value);
    return value;
  }

  private void leaf(String shape, String value) {
    JsonNode rule = model.shape(Json.mapper().createObjectNode().put("shape", shape));
    LeafCheck.problem(rule, value)
        .ifPresent(
            problem -> {
              throw invalid(shape + " " + value + " " + problem, "INVALID_PARAMETER_VALUE");
            });
  }

  private static Refusal invalid(String message, String reason) {
    return new Refusal(400, "ValidationException", message, reason);
  }

  private Params body(String shape, HttpRequest request) {
    try {
      JsonNode body = Json.mapper().readTree(request.body());
      return new Params(
          new JsonReader(model).read(Json.mapper().createObjectNode().put("shape", shape), body));
    } catch (IOException e) {
      throw new Refusal(400, "SerializationException", String.valueOf(e.getMessage()));
    }
  }

  static HttpReply error(Refusal refusal) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("Message", String.valueOf(refusal.getMessage()));
    if (!refusal.reason().isEmpty()) {
      body.put("Reason", refusal.reason());
    }
    HttpReply plain = json(refusal.status(), body);
    Map<String, String> headers = new LinkedHashMap<>(plain.headers());
    headers.put("x-amzn-ErrorType", refusal.code());
    return new HttpReply(plain.status(), headers, plain.body());
  }

  private static HttpReply json(int status, Map<String, ?> body) {
    try {
      return new HttpReply(
          status,
          Map.of("Content-Type", "application/json"),
          Json.mapper().writeValueAsBytes(body));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
