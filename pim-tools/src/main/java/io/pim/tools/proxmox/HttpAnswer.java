package io.pim.tools.proxmox;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.ProtocolException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * An answer of the server with its reason phrase: releases before 8.4 explain an error only there,
 * and newer ones do so for uploads. Java's HTTP client drops the phrase.
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared.
record HttpAnswer(int status, String reason, Map<String, String> headers, byte[] body) {
  private static final int MOST_LINE = 16 << 10;
  private static final int MOST_LINES = 200;

  /** A list of a large cluster's resources takes some megabytes. */
  private static final int MOST_BODY = 64 << 20;

  /** Reads a complete answer. The input must be buffered. */
  static HttpAnswer read(InputStream in) throws IOException {
    String[] status = line(in).split(" ", 3);
    if (status.length < 2 || !status[0].startsWith("HTTP/1.") || !status[1].matches("\\d{3}")) {
      throw new ProtocolException("the server does not speak HTTP");
    }
    Map<String, String> headers = new HashMap<>();
    List<String> lines = new ArrayList<>();
    for (String line = line(in); !line.isEmpty(); line = line(in)) {
      lines.add(line);
      if (lines.size() > MOST_LINES) {
        throw new ProtocolException("the answer has too many headers");
      }
      int at = line.indexOf(':');
      if (at > 0) {
        headers.put(line.substring(0, at).toLowerCase(Locale.ROOT), line.substring(at + 1).strip());
      }
    }
    return new HttpAnswer(
        Integer.parseInt(status[1]),
        status.length > 2 ? status[2].strip() : "",
        headers,
        body(in, headers));
  }

  /** Whether the server keeps the connection, and nothing of the answer is left in it. */
  boolean keepsConnection() {
    return headers.containsKey("content-length")
        && !headers.getOrDefault("connection", "").equalsIgnoreCase("close");
  }

  private static byte[] body(InputStream in, Map<String, String> headers) throws IOException {
    if (headers.getOrDefault("transfer-encoding", "").equalsIgnoreCase("chunked")) {
      return chunks(in);
    }
    if (headers.containsKey("content-length")) {
      return exactly(in, number(headers.get("content-length"), 10));
    }
    byte[] all = in.readNBytes(MOST_BODY + 1);
    requireSmall(all.length);
    return all;
  }

  private static byte[] chunks(InputStream in) throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    while (true) {
      int size = number(line(in).replaceFirst(";.*", "").strip(), 16);
      if (size == 0) {
        return all.toByteArray();
      }
      requireSmall((long) all.size() + size);
      all.writeBytes(exactly(in, size));
      line(in);
    }
  }

  private static int number(String text, int radix) throws ProtocolException {
    try {
      long number = Long.parseLong(text, radix);
      requireSmall(number);
      return (int) number;
    } catch (NumberFormatException e) {
      throw new ProtocolException("the answer's length is not a number: " + text);
    }
  }

  private static void requireSmall(long bytes) throws ProtocolException {
    if (bytes < 0 || bytes > MOST_BODY) {
      throw new ProtocolException("the answer is too large");
    }
  }

  private static byte[] exactly(InputStream in, int size) throws IOException {
    byte[] bytes = in.readNBytes(size);
    if (bytes.length < size) {
      throw new EOFException("the answer broke off");
    }
    return bytes;
  }

  private static String line(InputStream in) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int b = in.read(); b != '\n'; b = in.read()) {
      if (b < 0) {
        throw new EOFException("the connection ended before the answer");
      }
      line.write(b);
      if (line.size() > MOST_LINE) {
        throw new ProtocolException("the answer has a header that is too long");
      }
    }
    return line.toString(StandardCharsets.UTF_8).stripTrailing();
  }
}
