package io.pim.tools.proxmox.fake;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Receives a form with one file, as strictly as Proxmox's own parser: fields in one order, the file
 * last, and nothing after it.
 */
final class MultipartSpool {
  private static final List<String> FIELDS = List.of("content", "checksum-algorithm", "checksum");
  private static final Pattern FILE =
      Pattern.compile("Content-Disposition: form-data; name=\"([^\"]*)\"; filename=\"([^\"]+)\"");
  private static final Pattern FIELD =
      Pattern.compile("Content-Disposition: form-data; name=\"([^\"]*)\"");
  private static final int MOST_HEAD = 64 << 10;

  private final InputStream in;
  private final String boundary;
  private final Path spool;
  private long left;
  private byte[] chunk = new byte[0];
  private int at;
  private boolean split;

  MultipartSpool(InputStream in, long length, String boundary, Path spool) {
    this.in = in;
    this.left = length;
    this.boundary = boundary;
    this.spool = spool;
  }

  UploadRequest receive() throws IOException, Refusal {
    Map<String, String> fields = new LinkedHashMap<>();
    int next = 0;
    if (!line().equals("--" + boundary)) {
      throw Refusal.plain(500, "upload failed");
    }
    while (true) {
      split = false;
      ByteArrayOutputStream head = new ByteArrayOutputStream();
      String disposition = line(head);
      Matcher file = FILE.matcher(disposition);
      if (file.matches()) {
        if (!file.group(1).equals("filename")) {
          throw Refusal.plain(
              500, "wrong field name '" + file.group(1) + "' for file upload, expected 'filename'");
        }
        skipHeaders(head);
        // The real parser takes a head that arrives in two reads for part of the file.
        store(split || at == chunk.length ? head.toByteArray() : new byte[0]);
        return new UploadRequest(fields, file.group(2), spool);
      }
      Matcher field = FIELD.matcher(disposition);
      if (!field.matches()) {
        throw Refusal.plain(
            500,
            "wrong Content-Disposition '" + disposition + "' in multipart, expected 'form-data'");
      }
      int index = FIELDS.indexOf(field.group(1));
      if (index < next) {
        throw Refusal.plain(500, "upload failed");
      }
      next = index + 1;
      skipHeaders(head);
      fields.put(field.group(1), line());
      if (!line().equals("--" + boundary)) {
        throw Refusal.plain(500, "upload failed");
      }
    }
  }

  private void skipHeaders(ByteArrayOutputStream head) throws IOException, Refusal {
    while (!line(head).isEmpty()) {
      // Other headers of a part do not matter.
    }
  }

  private String line() throws IOException, Refusal {
    return line(new ByteArrayOutputStream());
  }

  private String line(ByteArrayOutputStream copy) throws IOException, Refusal {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    while (true) {
      int b = next();
      copy.write(b);
      if (b == '\n') {
        String text = line.toString(StandardCharsets.UTF_8);
        if (!text.endsWith("\r")) {
          throw Refusal.plain(500, "upload failed");
        }
        return text.substring(0, text.length() - 1);
      }
      line.write(b);
      if (line.size() > MOST_HEAD) {
        throw Refusal.plain(500, "upload failed");
      }
    }
  }

  private int next() throws IOException {
    if (at == chunk.length) {
      split = true;
      fill();
    }
    return chunk[at++] & 0xff;
  }

  private void fill() throws IOException {
    byte[] buffer = new byte[(int) Math.min(left, 64 << 10)];
    int count = left == 0 ? -1 : in.read(buffer);
    if (count < 0) {
      throw new EOFException("the body ends early");
    }
    left -= count;
    chunk = Arrays.copyOf(buffer, count);
    at = 0;
  }

  /** Writes everything that follows except the closing boundary, which must end the body. */
  private void store(byte[] before) throws IOException, Refusal {
    byte[] end = ("\r\n--" + boundary + "--").getBytes(StandardCharsets.ISO_8859_1);
    byte[] kept = new byte[0];
    try (OutputStream out = Files.newOutputStream(spool)) {
      out.write(before);
      while (at < chunk.length || left > 0) {
        if (at == chunk.length) {
          fill();
        }
        byte[] all = Arrays.copyOf(kept, kept.length + chunk.length - at);
        System.arraycopy(chunk, at, all, kept.length, chunk.length - at);
        at = chunk.length;
        // The end and a line break may be split over two pieces.
        int safe = Math.max(0, all.length - end.length - 2);
        out.write(all, 0, safe);
        kept = Arrays.copyOfRange(all, safe, all.length);
      }
      int closing = lengthWithout(kept, end);
      if (closing < 0) {
        throw Refusal.plain(500, "upload failed");
      }
      out.write(kept, 0, closing);
    }
  }

  private static int lengthWithout(byte[] kept, byte[] end) {
    String text = new String(kept, StandardCharsets.ISO_8859_1);
    String wanted = new String(end, StandardCharsets.ISO_8859_1);
    if (text.endsWith(wanted)) {
      return kept.length - end.length;
    }
    return text.endsWith(wanted + "\r\n") ? kept.length - end.length - 2 : -1;
  }
}
