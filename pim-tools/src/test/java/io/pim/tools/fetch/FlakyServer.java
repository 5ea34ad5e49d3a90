package io.pim.tools.fetch;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** An HTTP server for one file, with the faults that a test sets. */
public final class FlakyServer implements AutoCloseable {
  private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());

  /** The header fields of all requests, names in lower case, with the path under "path". */
  public final List<Map<String, String>> requests = new CopyOnWriteArrayList<>();

  public volatile byte[] content;
  public volatile String etag = "\"v1\"";
  public volatile int status = 200;
  public volatile boolean ranges = true;
  public volatile boolean withLength = true;

  /** The number of bytes of a body after which the connection breaks; -1 for never. */
  public volatile long breakAfter = -1;

  /** Whether to send the head and then nothing. */
  public volatile boolean stalls;

  public FlakyServer(byte[] content) throws IOException {
    this.content = content;
    Thread thread = new Thread(this::serve, "flaky");
    thread.setDaemon(true);
    thread.start();
  }

  public String url() {
    return "http://127.0.0.1:" + listener.getLocalPort() + "/test.iso";
  }

  private void serve() {
    while (!listener.isClosed()) {
      try {
        Socket socket = listener.accept();
        Thread thread = new Thread(() -> answer(socket), "flaky-answer");
        thread.setDaemon(true);
        thread.start();
      } catch (IOException e) {
        return;
      }
    }
  }

  private void answer(Socket socket) {
    try (socket) {
      Map<String, String> request = request(socket);
      requests.add(request);
      byte[] bytes = content;
      long first = first(request, bytes.length);
      StringBuilder head = new StringBuilder();
      if (status != 200) {
        head.append("HTTP/1.1 ").append(status).append(" no\r\n");
        bytes = new byte[0];
      } else if (first >= bytes.length && first > 0) {
        head.append("HTTP/1.1 416 range\r\n");
        bytes = new byte[0];
      } else if (first > 0) {
        head.append("HTTP/1.1 206 part\r\nContent-Range: bytes ")
            .append(first + "-" + (bytes.length - 1) + "/" + bytes.length)
            .append("\r\n");
      } else {
        head.append("HTTP/1.1 200 OK\r\n");
      }
      int from = (int) Math.min(first, bytes.length);
      if (withLength) {
        head.append("Content-Length: ").append(bytes.length - from).append("\r\n");
      }
      if (!etag.isEmpty()) {
        head.append("ETag: ").append(etag).append("\r\n");
      }
      OutputStream out = socket.getOutputStream();
      out.write(
          head.append("Connection: close\r\n\r\n").toString().getBytes(StandardCharsets.US_ASCII));
      out.flush();
      if (stalls) {
        socket.getInputStream().read();
        return;
      }
      int length = bytes.length - from;
      out.write(bytes, from, breakAfter < 0 ? length : (int) Math.min(breakAfter, length));
      out.flush();
    } catch (IOException e) {
      // The client has closed the connection.
    }
  }

  private long first(Map<String, String> request, long length) {
    String range = request.getOrDefault("range", "");
    boolean same = request.getOrDefault("if-range", etag).equals(etag);
    return ranges && same && range.startsWith("bytes=") && length > 0
        ? Long.parseLong(range.substring(6, range.length() - 1))
        : 0;
  }

  private static Map<String, String> request(Socket socket) throws IOException {
    BufferedReader in =
        new BufferedReader(
            new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
    Map<String, String> fields = new TreeMap<>();
    fields.put("path", in.readLine());
    for (String line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
      int colon = line.indexOf(':');
      fields.put(line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 2));
    }
    return fields;
  }

  @Override
  public void close() throws IOException {
    listener.close();
  }
}
