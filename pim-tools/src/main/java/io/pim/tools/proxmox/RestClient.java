package io.pim.tools.proxmox;

import com.fasterxml.jackson.databind.JsonNode;
import io.pim.model.json.Json;
import io.pim.tools.process.Pause;
import io.pim.tools.proxmox.ApiException.Refused;
import io.pim.tools.proxmox.ApiException.Unreachable;
import io.pim.tools.tls.ServerTrust;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/** Sends requests and parses answers. Repeats only requests that change nothing. */
final class RestClient implements AutoCloseable {
  /** A node that serves a call for another one gives up after 30 s. */
  private static final Duration ANSWER = Duration.ofSeconds(60);

  private static final int READS = 3;
  private static final Duration BETWEEN_READS = Duration.ofSeconds(1);

  private final ApiAddress address;
  private final ApiToken token;
  private final TlsClient connections;
  private final Reads reads;
  private final Pause pause;

  RestClient(ApiAddress address, ApiToken token, ServerTrust trust, Pause pause) {
    this.address = address;
    this.token = token;
    this.connections = new TlsClient(address, trust);
    this.reads = new Reads(connections);
    this.pause = pause;
  }

  ApiAddress address() {
    return address;
  }

  ApiToken token() {
    return token;
  }

  Pause pause() {
    return pause;
  }

  /** Reads; tries again if the server does not answer. */
  JsonNode get(ApiPath path, Parameters query) throws ApiException, InterruptedException {
    for (int left = READS - 1; ; left--) {
      try {
        return call("GET", path, query);
      } catch (Unreachable e) {
        if (left == 0) {
          throw e;
        }
      } catch (Refused e) {
        if (left == 0 || e.status() <= 500) {
          throw e;
        }
      }
      pause.rest(BETWEEN_READS);
    }
  }

  JsonNode get(ApiPath path) throws ApiException, InterruptedException {
    return get(path, new Parameters());
  }

  /** Sends one request, once. */
  JsonNode call(String method, ApiPath path, Parameters parameters)
      throws ApiException, InterruptedException {
    boolean inQuery = method.equals("GET") || method.equals("DELETE");
    String query = inQuery && !parameters.isEmpty() ? "?" + parameters.encoded() : "";
    byte[] body = (inQuery ? "" : parameters.encoded()).getBytes(StandardCharsets.UTF_8);
    String form = body.length > 0 ? "Content-Type: application/x-www-form-urlencoded\r\n" : "";
    byte[] head = head(method, path + query, form, body.length);
    byte[] all = java.util.Arrays.copyOf(head, head.length + body.length);
    System.arraycopy(body, 0, all, head.length, body.length);
    try {
      return data(method.equals("GET") ? reads.send(all, ANSWER) : alone(all));
    } catch (IOException e) {
      if (Thread.interrupted()) {
        throw new InterruptedException("interrupted while waiting for " + address);
      }
      throw new Unreachable("no complete answer: " + TlsConnection.text(e), true, e);
    }
  }

  private HttpAnswer alone(byte[] request) throws IOException, ApiException, InterruptedException {
    try (TlsConnection connection = connections.open()) {
      connection.out().write(request);
      connection.out().flush();
      return HttpAnswer.read(connection.in(ANSWER));
    }
  }

  /** The head of a request, the only place of the token. */
  byte[] head(String method, String target, String headers, long length) {
    String host = address.toString();
    String text =
        method
            + " /api2/json"
            + target
            + " HTTP/1.1\r\nHost: "
            + host
            + "\r\nAuthorization: "
            + token.header()
            + "\r\nAccept: application/json\r\nUser-Agent: pim\r\n"
            + (method.equals("GET") ? "" : "Connection: close\r\n")
            + headers
            + (method.equals("GET") || method.equals("DELETE")
                ? ""
                : "Content-Length: " + length + "\r\n")
            + "\r\n";
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  TlsConnection open() throws ApiException, InterruptedException {
    return connections.open();
  }

  /** The answer's data; throws an error with the most helpful text available. */
  JsonNode data(HttpAnswer answer) throws Refused {
    JsonNode body = json(answer);
    if (answer.status() == 200) {
      return body.path("data");
    }
    Map<String, String> errors = new TreeMap<>();
    body.path("errors")
        .properties()
        .forEach(field -> errors.put(field.getKey(), field.getValue().asText().strip()));
    String message = body.path("message").asText("").strip();
    if (message.isEmpty() && !body.isObject()) {
      message = new String(answer.body(), StandardCharsets.UTF_8).strip();
    }
    if (message.isEmpty()) {
      message = answer.reason();
    }
    throw new Refused(answer.status(), shortened(message), errors);
  }

  private static JsonNode json(HttpAnswer answer) {
    try {
      return Json.mapper().readTree(answer.body());
    } catch (IOException e) {
      return Json.mapper().missingNode();
    }
  }

  private static String shortened(String text) {
    return text.length() > 2000 ? text.substring(0, 2000) : text;
  }

  @Override
  public void close() {
    reads.close();
  }
}
