package io.pim.tools.proxmox.fake;

import com.fasterxml.jackson.databind.JsonNode;
import io.pim.model.json.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.Map;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/** Sends requests exactly as given, even wrong ones. It trusts every certificate. */
final class RawClient {
  /** An answer, split into its parts. */
  record Answer(int status, String reason, String head, String body) {
    JsonNode json() throws IOException {
      return Json.mapper().readTree(body);
    }

    JsonNode data() throws IOException {
      return json().get("data");
    }
  }

  private final int port;
  private String token;

  RawClient(FakeProxmox fake) {
    this.port = fake.port();
    this.token = fake.token();
  }

  RawClient withToken(String other) {
    token = other;
    return this;
  }

  Answer get(String path) throws Exception {
    return call("GET", path, Map.of());
  }

  Answer delete(String path) throws Exception {
    return call("DELETE", path, Map.of());
  }

  Answer post(String path, Map<String, String> form) throws Exception {
    return call("POST", path, form);
  }

  Answer call(String method, String path, Map<String, String> form) throws Exception {
    String body =
        form.entrySet().stream()
            .map(field -> encode(field.getKey()) + "=" + encode(field.getValue()))
            .collect(Collectors.joining("&"));
    String headers = form.isEmpty() ? "" : "Content-Type: application/x-www-form-urlencoded\r\n";
    return send(method, path, headers + "Content-Length: " + body.length() + "\r\n", body);
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  Answer send(String method, String path, String headers, String body) throws Exception {
    String head =
        method
            + " /api2/json"
            + path
            + " HTTP/1.1\r\nHost: localhost\r\n"
            + (token.isEmpty() ? "" : "Authorization: PVEAPIToken=" + token + "\r\n")
            + headers
            + "\r\n";
    return exchange((head + body).getBytes(StandardCharsets.ISO_8859_1));
  }

  /** Sends the pieces, each in its own write, and reads until the connection is closed. */
  Answer exchange(byte[]... pieces) throws Exception {
    try (SSLSocket socket =
        (SSLSocket) trustAll().getSocketFactory().createSocket("127.0.0.1", port)) {
      OutputStream out = socket.getOutputStream();
      for (byte[] piece : pieces) {
        out.write(piece);
        out.flush();
      }
      socket.shutdownOutput();
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      socket.getInputStream().transferTo(bytes);
      String text = bytes.toString(StandardCharsets.UTF_8);
      int end = text.indexOf("\r\n\r\n");
      String head = text.substring(0, end);
      String[] status = head.lines().findFirst().orElseThrow().split(" ", 3);
      return new Answer(Integer.parseInt(status[1]), status[2], head, text.substring(end + 4));
    }
  }

  /** Sends nothing; returns everything that arrives until the server closes the connection. */
  String silence() throws Exception {
    try (SSLSocket socket =
        (SSLSocket) trustAll().getSocketFactory().createSocket("127.0.0.1", port)) {
      socket.startHandshake();
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static SSLContext trustAll() throws Exception {
    SSLContext context = SSLContext.getInstance("TLS");
    TrustManager anybody =
        new X509TrustManager() {
          @Override
          public void checkClientTrusted(X509Certificate[] chain, String type) {}

          @Override
          public void checkServerTrusted(X509Certificate[] chain, String type) {}

          @Override
          public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
          }
        };
    context.init(null, new TrustManager[] {anybody}, new SecureRandom());
    return context;
  }
}
