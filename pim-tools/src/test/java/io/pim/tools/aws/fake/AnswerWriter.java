package io.pim.tools.aws.fake;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;

/** Writes an answer of EC2 as XML, by the shape of the operation's output. */
final class AnswerWriter {
  private final ServiceModel model;

  AnswerWriter(ServiceModel model) {
    this.model = model;
  }

  String write(String operation, Map<String, ?> answer) {
    StringBuilder xml = new StringBuilder(500);
    xml.append("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<").append(operation);
    xml.append("Response xmlns=\"http://ec2.amazonaws.com/doc/2016-11-15/\">");
    xml.append("<requestId>fake</requestId>");
    JsonNode own = model.operation(operation).orElseThrow();
    if (own.has("output")) {
      structure(xml, model.shape(own.get("output")), answer);
    } else {
      xml.append("<return>true</return>");
    }
    return xml.append("</").append(operation).append("Response>").toString();
  }

  static String error(Refusal refusal) {
    return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Response><Errors><Error><Code>"
        + refusal.code()
        + "</Code><Message>"
        + escaped(refusal.getMessage())
        + "</Message></Error></Errors><RequestID>fake</RequestID></Response>";
  }

  private void structure(StringBuilder xml, JsonNode shape, Map<String, ?> members) {
    members.forEach(
        (name, value) -> {
          JsonNode member = shape.required("members").required(name);
          String tag = member.path("locationName").asText(name);
          xml.append('<').append(tag).append('>');
          value(xml, model.shape(member), value);
          xml.append("</").append(tag).append('>');
        });
  }

  @SuppressWarnings("unchecked")
  private void value(StringBuilder xml, JsonNode shape, Object value) {
    if (value instanceof Map) {
      structure(xml, shape, (Map<String, ?>) value);
    } else if (value instanceof List<?> list) {
      for (Object item : list) {
        xml.append("<item>");
        value(xml, model.shape(shape.required("member")), item);
        xml.append("</item>");
      }
    } else {
      LeafCheck.problem(shape, value.toString())
          .ifPresent(
              problem -> {
                throw new IllegalStateException("the fake's own answer " + value + " " + problem);
              });
      xml.append(escaped(value.toString()));
    }
  }

  static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
