package io.pim.tools.aws.fake;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** A request with its complete body. Names of headers are in lower case. */
@SuppressWarnings("ArrayRecordComponent")
record HttpRequest(
    String method, String path, String query, Map<String, String> headers, byte[] body) {
  private static final int MOST_HEAD = 64 << 10;
  private static final int MOST_BODY = 64 << 20;

  String header(String name) {
    return headers.getOrDefault(name, "");
  }

  /** Reads the next request of a connection; empty at the end of the connection. */
  static Optional<HttpRequest> read(InputStream in, OutputStream out) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int next = in.read();
      if (next < 0 && head.isEmpty()) {
        return Optional.empty();
      }
      if (next < 0 || head.length() > MOST_HEAD) {
        throw new EOFException("the request has no end");
      }
      head.append((char) next);
    }
    String[] lines = head.toString().strip().split("\r\n", -1);
    String[] first = lines[0].split(" ", -1);
    Map<String, String> headers = new TreeMap<>();
    for (int i = 1; i < lines.length; i++) {
      int colon = lines[i].indexOf(':');
      headers.put(
          lines[i].substring(0, colon).toLowerCase(Locale.ROOT),
          lines[i].substring(colon + 1).strip());
    }
    int length = Integer.parseInt(headers.getOrDefault("content-length", "0"));
    if (length > MOST_BODY || headers.containsKey("transfer-encoding")) {
      throw new IOException("the body is too large, or has no length");
    }
    if (headers.getOrDefault("expect", "").equalsIgnoreCase("100-continue")) {
      out.write("HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      out.flush();
    }
    byte[] body = in.readNBytes(length);
    if (body.length < length) {
      throw new EOFException("the body has no end");
    }
    int mark = first[1].indexOf('?');
    return Optional.of(
        new HttpRequest(
            first[0],
            mark < 0 ? first[1] : first[1].substring(0, mark),
            mark < 0 ? "" : first[1].substring(mark + 1),
            headers,
            body));
  }
}
