package io.pim.tools.aws.fake;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Map;

/** An answer. */
@SuppressWarnings("ArrayRecordComponent")
record HttpReply(int status, Map<String, String> headers, byte[] body) {
  private static final DateTimeFormatter DATE =
      DateTimeFormatter.RFC_1123_DATE_TIME.withZone(ZoneOffset.UTC);

  static HttpReply xml(int status, String body) {
    return new HttpReply(
        status,
        Map.of("Content-Type", "text/xml;charset=UTF-8"),
        body.getBytes(StandardCharsets.UTF_8));
  }

  void write(OutputStream out, Instant now) throws IOException {
    StringBuilder head = new StringBuilder(200);
    head.append("HTTP/1.1 ").append(status).append(" Fake\r\nDate: ").append(DATE.format(now));
    head.append("\r\n");
    // The answer to a HEAD has the length of the answer to a GET.
    if (!headers.containsKey("Content-Length")) {
      head.append("Content-Length: ").append(body.length).append("\r\n");
    }
    headers.forEach((name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
    out.write(head.append("\r\n").toString().getBytes(StandardCharsets.US_ASCII));
    out.write(body);
    out.flush();
  }
}
