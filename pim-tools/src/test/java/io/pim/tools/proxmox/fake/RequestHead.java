package io.pim.tools.proxmox.fake;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The request line and headers. */
record RequestHead(String method, String target, String version, Map<String, String> headers) {
  private static final int MOST_BYTES = 8 << 10;
  private static final int MOST_LINES = 64;

  /** Reads a head; empty at the end of the stream, and if the head exceeds the limits. */
  static Optional<RequestHead> read(InputStream in) throws IOException {
    List<String> lines = new ArrayList<>();
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    int bytes = 0;
    while (true) {
      int b = in.read();
      if (b < 0 || ++bytes > MOST_BYTES || lines.size() >= MOST_LINES) {
        return Optional.empty();
      }
      if (b != '\n') {
        line.write(b);
        continue;
      }
      String text = line.toString(StandardCharsets.ISO_8859_1).stripTrailing();
      line.reset();
      if (!text.isEmpty()) {
        lines.add(text);
      } else if (!lines.isEmpty()) {
        return Optional.of(of(lines));
      }
    }
  }

  private static RequestHead of(List<String> lines) throws IOException {
    String[] parts = lines.get(0).split(" ", -1);
    if (parts.length != 3) {
      throw new IOException("not HTTP: " + lines.get(0));
    }
    Map<String, String> headers = new TreeMap<>();
    for (String line : lines.subList(1, lines.size())) {
      int at = line.indexOf(':');
      headers.put(line.substring(0, at).toLowerCase(Locale.ROOT), line.substring(at + 1).strip());
    }
    return new RequestHead(parts[0], parts[1], parts[2], headers);
  }

  Optional<String> header(String name) {
    return Optional.ofNullable(headers.get(name));
  }

  long contentLength() {
    return header("content-length").map(Long::parseLong).orElse(0L);
  }

  /** The path as it was sent, without the query. */
  String path() {
    int at = target.indexOf('?');
    return at < 0 ? target : target.substring(0, at);
  }

  String query() {
    int at = target.indexOf('?');
    return at < 0 ? "" : target.substring(at + 1);
  }
}
