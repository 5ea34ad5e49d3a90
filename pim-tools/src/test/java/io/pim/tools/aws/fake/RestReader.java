package io.pim.tools.aws.fake;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** Reads a request of S3 by the shape of its input, and refuses everything else. */
final class RestReader {
  /** The members of every request. */
  private static final Set<String> GENERAL =
      Set.of("x-amz-date", "x-amz-content-sha256", "x-amz-security-token");

  private final ServiceModel model;

  RestReader(ServiceModel model) {
    this.model = model;
  }

  static Map<String, String> query(HttpRequest request) {
    Map<String, String> found = new LinkedHashMap<>();
    for (String pair : request.query().split("&", -1)) {
      int equals = pair.indexOf('=');
      String name = equals < 0 ? pair : pair.substring(0, equals);
      if (!name.isEmpty()) {
        found.put(
            decoded(name),
            equals < 0 ? "" : decoded(pair.substring(equals + 1).replace("+", "%2B")));
      }
    }
    return found;
  }

  static String decoded(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }

  /** The members in the query and the headers. */
  Params read(String operation, HttpRequest request) {
    JsonNode own = model.operation(operation).orElseThrow();
    Map<String, Map.Entry<String, JsonNode>> inQuery = members(own, "querystring");
    Map<String, Map.Entry<String, JsonNode>> inHeaders = members(own, "header");
    Map<String, Object> found = new LinkedHashMap<>();
    String uri = own.required("http").required("requestUri").textValue();
    query(request)
        .forEach(
            (name, value) -> {
              if (!uri.contains("?" + name)) {
                put(found, inQuery, name, value);
              }
            });
    request
        .headers()
        .forEach(
            (name, value) -> {
              if (name.startsWith("x-amz-") && !GENERAL.contains(name)) {
                put(found, inHeaders, name, value);
              }
            });
    for (JsonNode needed : model.shape(own.required("input")).path("required")) {
      String name = needed.textValue();
      boolean elsewhere = Set.of("Bucket", "Key", "MultipartUpload").contains(name);
      if (!elsewhere && !found.containsKey(name)) {
        throw new Refusal(400, "InvalidRequest", "The member " + name + " is missing");
      }
    }
    return new Params(found);
  }

  /** The members in one place of a request, by their names there. */
  private Map<String, Map.Entry<String, JsonNode>> members(JsonNode operation, String location) {
    Map<String, Map.Entry<String, JsonNode>> found = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> member :
        model.shape(operation.required("input")).required("members").properties()) {
      if (member.getValue().path("location").asText().equals(location)) {
        found.put(member.getValue().required("locationName").textValue(), member);
      }
    }
    return found;
  }

  private void put(
      Map<String, Object> found,
      Map<String, Map.Entry<String, JsonNode>> members,
      String name,
      String value) {
    Map.Entry<String, JsonNode> member = members.get(name);
    if (member == null) {
      throw new Refusal(400, "InvalidArgument", "The request must not have " + name);
    }
    LeafCheck.problem(model.shape(member.getValue()), value)
        .ifPresent(
            problem -> {
              throw new Refusal(400, "InvalidArgument", name + " " + value + " " + problem);
            });
    found.put(member.getKey(), value);
  }
}
