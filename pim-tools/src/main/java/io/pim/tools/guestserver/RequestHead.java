package io.pim.tools.guestserver;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Pattern;

/** The first line of an HTTP/1.x request (RFC 9112 section 3). The server needs no header field. */
record RequestHead(String method, String target) {

  /** The maximum length of a head, including the header fields. */
  static final int MAX_BYTES = 16 << 10;

  private static final int MAX_LINE = 2048;

  private static final Pattern VERSION = Pattern.compile("HTTP/1\\.[0-9]");

  /** The index after the empty line that ends the head; -1 when the head is incomplete. */
  static int end(byte[] bytes, int length) {
    for (int i = 0; i < length; i++) {
      if (bytes[i] != '\n') {
        continue;
      }
      int next = i + 1 < length && bytes[i + 1] == '\r' ? i + 2 : i + 1;
      if (next < length && bytes[next] == '\n') {
        return next + 1;
      }
    }
    return -1;
  }

  /** The parsed request line, if it is valid. */
  static Optional<RequestHead> parse(byte[] bytes, int length) {
    String line =
        new String(bytes, 0, Math.min(length, MAX_LINE), StandardCharsets.ISO_8859_1)
            .lines()
            .findFirst()
            .orElse("");
    String[] parts = line.split(" ", -1);
    return parts.length == 3 && VERSION.matcher(parts[2]).matches() && !parts[0].isEmpty()
        ? Optional.of(new RequestHead(parts[0], parts[1]))
        : Optional.empty();
  }
}
