package io.pim.tools.aws.fake;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Writes an answer of S3, headers and XML, by the shape of the operation's output. */
final class RestWriter {
  private final ServiceModel model;

  RestWriter(ServiceModel model) {
    this.model = model;
  }

  HttpReply write(String operation, Map<String, ?> answer) {
    JsonNode own = model.operation(operation).orElseThrow();
    int status = own.required("http").path("responseCode").asInt(200);
    if (!own.has("output")) {
      return new HttpReply(status, Map.of(), new byte[0]);
    }
    JsonNode shape = model.shape(own.get("output"));
    Map<String, String> headers = new LinkedHashMap<>();
    Map<String, Object> body = new LinkedHashMap<>();
    answer.forEach(
        (name, value) -> {
          JsonNode member = shape.required("members").required(name);
          if (member.path("location").asText().equals("header")) {
            headers.put(member.required("locationName").textValue(), value.toString());
          } else {
            body.put(name, value);
          }
        });
    if (body.isEmpty() && !operation.startsWith("Get")) {
      return new HttpReply(status, headers, new byte[0]);
    }
    headers.put("Content-Type", "application/xml");
    String root = operation + "Result";
    StringBuilder xml = new StringBuilder("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<");
    xml.append(root).append(" xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">");
    structure(xml, shape, body);
    xml.append("</").append(root).append('>');
    return new HttpReply(status, headers, xml.toString().getBytes(StandardCharsets.UTF_8));
  }

  @SuppressWarnings("unchecked")
  private void structure(StringBuilder xml, JsonNode shape, Map<String, ?> members) {
    members.forEach(
        (name, value) -> {
          JsonNode member = shape.required("members").required(name);
          JsonNode its = model.shape(member);
          String tag = member.path("locationName").asText(name);
          List<?> items = value instanceof List<?> list ? list : List.of(value);
          JsonNode item = value instanceof List<?> ? model.shape(its.required("member")) : its;
          for (Object one : items) {
            xml.append('<').append(tag).append('>');
            if (one instanceof Map) {
              structure(xml, item, (Map<String, ?>) one);
            } else {
              xml.append(AnswerWriter.escaped(one.toString()));
            }
            xml.append("</").append(tag).append('>');
          }
        });
  }
}
