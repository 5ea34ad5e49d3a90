package io.pim.tools.qmp;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.pim.model.json.Json;
import java.io.IOException;
import java.net.ProtocolException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** The message format that QEMU's monitor and the guest agent share: one JSON object a line. */
final class JsonLines {
  private static final int SHOWN = 500;

  private JsonLines() {}

  static byte[] command(String name, Map<String, ?> arguments, String id) throws IOException {
    Map<String, Object> message = new LinkedHashMap<>();
    message.put("execute", name);
    if (!arguments.isEmpty()) {
      message.put("arguments", arguments);
    }
    message.put("id", id);
    return (Json.mapper().writeValueAsString(message) + "\n").getBytes(StandardCharsets.UTF_8);
  }

  static JsonNode parse(String line) throws IOException {
    try {
      JsonNode message = Json.mapper().readTree(line);
      if (message.isObject()) {
        return message;
      }
    } catch (JsonProcessingException e) {
      throw new ProtocolException("not a JSON message: " + cut(line));
    }
    throw new ProtocolException("not a JSON object: " + cut(line));
  }

  /** The return value in a reply to {@code command}. */
  static JsonNode result(String command, JsonNode reply) throws IOException {
    JsonNode error = reply.path("error");
    if (!error.isMissingNode()) {
      throw new QmpException(
          command, cut(error.path("class").asText()), cut(error.path("desc").asText()));
    }
    JsonNode result = reply.path("return");
    if (result instanceof MissingNode) {
      throw new ProtocolException("a reply to " + command + " without a result");
    }
    return result;
  }

  /** Limits the length of a peer's text, because it goes into failures and so into history. */
  private static String cut(String text) {
    return text.substring(0, Math.min(SHOWN, text.length()));
  }
}
