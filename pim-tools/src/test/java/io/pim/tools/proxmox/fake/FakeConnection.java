package io.pim.tools.proxmox.fake;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLSocket;

/** One connection: reads requests and writes answers, by the rules of Proxmox's own server. */
final class FakeConnection {
  private static final int MOST_REQUESTS = 100;
  private static final int MOST_BODY = 512 << 10;

  /** The client reads an early refusal before the reset of a closed socket reaches it. */
  private static final long MOST_DRAINED = 64L << 20;

  private final SSLSocket socket;
  private final Api api;
  private final Cluster cluster;
  private final ServerRules rules;
  private final Path spools;

  FakeConnection(SSLSocket socket, Api api, Cluster cluster, ServerRules rules, Path spools) {
    this.socket = socket;
    this.api = api;
    this.cluster = cluster;
    this.rules = rules;
    this.spools = spools;
  }

  void serve() throws IOException, InterruptedException {
    socket.startHandshake();
    socket.setSoTimeout(rules.stallMillis());
    socket.setTcpNoDelay(true);
    // Large enough for a complete TLS record, so that data sent in one piece is read in one piece.
    BufferedInputStream in = new BufferedInputStream(socket.getInputStream(), 64 << 10);
    for (int requests = 0; requests < MOST_REQUESTS; requests++) {
      Optional<RequestHead> head = RequestHead.read(in);
      if (head.isEmpty()) {
        return;
      }
      Optional<Reply> reply = answer(head.get(), in);
      if (reply.isEmpty()) {
        return;
      }
      Reply shown = cluster.release().isBefore("8.4") ? reply.get().withoutMessage() : reply.get();
      write(shown);
      if (shown.closes() || head.get().header("connection").filter("close"::equals).isPresent()) {
        socket.shutdownOutput();
        drain(in);
        return;
      }
    }
  }

  private static void drain(InputStream in) throws IOException {
    byte[] buffer = new byte[64 << 10];
    long drained = 0;
    for (int n = in.read(buffer); n >= 0 && drained < MOST_DRAINED; n = in.read(buffer)) {
      drained += n;
    }
  }

  private Optional<Reply> answer(RequestHead head, InputStream in)
      throws IOException, InterruptedException {
    try {
      if (!head.version().matches("HTTP/1\\.[01]")) {
        throw Refusal.plain(506, "HTTP version not supported");
      }
      if (head.header("transfer-encoding").isPresent()) {
        throw Refusal.plain(501, "chunked transfer encoding not supported");
      }
      return serve(head, in);
    } catch (Refusal refusal) {
      return Optional.of(refusal.reply());
    }
  }

  private Optional<Reply> serve(RequestHead head, InputStream in)
      throws IOException, InterruptedException, Refusal {
    String path = head.path();
    if (!path.startsWith("/api2/json/")) {
      throw Refusal.plain(501, "no such file '" + path + "'");
    }
    List<String> segments = new ArrayList<>();
    for (String segment : path.substring("/api2/json/".length()).split("/", -1)) {
      segments.add(URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8));
    }
    String type = head.header("content-type").orElse("");
    Map<String, String> parameters = new HashMap<>(RequestBody.form(head.query()));
    if (type.startsWith("multipart/form-data")) {
      return upload(head, in, path, segments, parameters);
    }
    if (head.contentLength() > MOST_BODY) {
      throw Refusal.plain(501, "for data too large");
    }
    boolean bodiless = head.method().equals("GET") || head.method().equals("DELETE");
    if (bodiless && head.contentLength() > 0) {
      throw Refusal.plain(501, "Unexpected content for method '" + head.method() + "'");
    }
    if (!bodiless && !head.method().equals("POST") && !head.method().equals("PUT")) {
      throw Refusal.plain(501, "method '" + head.method() + "' not available");
    }
    byte[] body = in.readNBytes((int) head.contentLength());
    if (body.length > 0 && type.startsWith("application/json")) {
      parameters.putAll(RequestBody.json(body));
    } else if (body.length > 0 && type.startsWith("application/x-www-form-urlencoded")) {
      parameters.putAll(RequestBody.form(new String(body, StandardCharsets.UTF_8)));
    } else if (body.length > 0) {
      throw Refusal.plain(506, "upload 'Content-Type '" + type + "' not implemented");
    }
    return api.serve(api.admit(head.method(), segments, parameters, head.header("authorization")));
  }

  private Optional<Reply> upload(
      RequestHead head,
      InputStream in,
      String path,
      List<String> segments,
      Map<String, String> parameters)
      throws IOException, Refusal {
    if (!path.matches("/api2/json/nodes/[^/]+/storage/[^/]+/upload")) {
      throw head.contentLength() > MOST_BODY
          ? Refusal.plain(501, "for data too large")
          : Refusal.plain(
              506,
              "upload 'Content-Type '" + head.header("content-type").get() + "' not implemented");
    }
    if (head.header("content-length").isEmpty()) {
      throw Refusal.plain(501, "chunked transfer encoding not supported");
    }
    Call call;
    try {
      call = api.admit(head.method(), segments, parameters, head.header("authorization"));
    } catch (Refusal refusal) {
      throw Refusal.bare(refusal.reply().status(), refusal.reply().reason());
    }
    if (head.contentLength() > cluster.spoolRoom()) {
      throw Refusal.plain(500, "write to temporary file failed - No space left on device");
    }
    var boundary =
        java.util.regex.Pattern.compile("boundary=\"?([^\";]+)")
            .matcher(head.header("content-type").get());
    if (!boundary.find()) {
      throw Refusal.plain(500, "upload failed");
    }
    Path spool = Files.createTempFile(spools, "pveupload-", "");
    UploadRequest received =
        new MultipartSpool(in, head.contentLength(), boundary.group(1), spool).receive();
    return api.serveUpload(call, received);
  }

  private void write(Reply reply) throws IOException {
    StringBuilder head = new StringBuilder();
    head.append("HTTP/1.1 ").append(reply.status()).append(' ').append(reply.reason());
    head.append("\r\nServer: pve-api-daemon/3.0\r\nCache-Control: max-age=0\r\n");
    if (reply.closes()) {
      head.append("Connection: close\r\n");
    }
    if (reply.body().isPresent()) {
      head.append("Content-Type: ")
          .append(reply.isJson() ? "application/json;charset=UTF-8" : "text/plain")
          .append("\r\nContent-Length: ")
          .append(reply.bytes().length)
          .append("\r\n");
    }
    head.append("\r\n");
    OutputStream out = socket.getOutputStream();
    byte[] first = head.toString().getBytes(StandardCharsets.ISO_8859_1);
    byte[] all = java.util.Arrays.copyOf(first, first.length + reply.bytes().length);
    System.arraycopy(reply.bytes(), 0, all, first.length, reply.bytes().length);
    out.write(all);
    out.flush();
  }
}
