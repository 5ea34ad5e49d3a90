package io.pim.tools.proxmox;

import com.fasterxml.jackson.databind.JsonNode;
import io.pim.tools.proxmox.ApiException.Unreachable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.random.RandomGenerator;

/**
 * Sends one file as a form that Proxmox's own parser accepts: the fields in a fixed order, the file
 * last, the length known, and all heads in one write with the file's first bytes. Reads the answer
 * from the beginning, because a refusal comes while the file is still being sent.
 */
final class Upload {
  private static final int PIECE = 256 << 10;

  /** One TLS record has 16 KiB: the contents of the first one arrive in one read. */
  private static final int FIRST_BYTES = 4 << 10;

  private static final Duration STALL = Duration.ofSeconds(60);
  private static final Duration ANSWER = Duration.ofMinutes(5);

  private final RestClient rest;
  private final UploadFile file;
  private final UploadProgress progress;

  Upload(RestClient rest, UploadFile file, UploadProgress progress) {
    this.rest = rest;
    this.file = file;
    this.progress = progress;
  }

  /** Sends the file; the answer names the task that puts it in place. */
  JsonNode send(ApiPath path, String content) throws ApiException, InterruptedException {
    String boundary = "pim-" + HexFormat.of().toHexDigits(RandomGenerator.getDefault().nextLong());
    byte[] form = form(boundary, content).getBytes(StandardCharsets.UTF_8);
    byte[] end = ("\r\n--" + boundary + "--\r\n").getBytes(StandardCharsets.UTF_8);
    byte[] head =
        rest.head(
            "POST",
            path.toString(),
            "Content-Type: multipart/form-data; boundary=" + boundary + "\r\n",
            form.length + file.size() + end.length);
    byte[] first = joined(head, form);
    try (TlsConnection connection = rest.open();
        StallWatch watch = new StallWatch(STALL, connection::close);
        InputStream in = Files.newInputStream(file.path())) {
      CompletableFuture<HttpAnswer> answer =
          watch.inBackground(() -> HttpAnswer.read(connection.in(Duration.ZERO)));
      try {
        send(connection.out(), first, in, end, answer, watch);
      } catch (IOException e) {
        // The server may have refused, and closed while the file was being sent.
        return rest.data(early(answer, e));
      }
      return rest.data(awaited(answer, watch));
    } catch (IOException e) {
      throw unreachable(e);
    }
  }

  private static byte[] joined(byte[] one, byte[] other) {
    byte[] both = Arrays.copyOf(one, one.length + other.length);
    System.arraycopy(other, 0, both, one.length, other.length);
    return both;
  }

  private String form(String boundary, String content) {
    return field(boundary, "content", content)
        + field(boundary, "checksum-algorithm", "sha256")
        + field(boundary, "checksum", file.sha256().hex())
        + "--"
        + boundary
        + "\r\nContent-Disposition: form-data; name=\"filename\"; filename=\""
        + file.name()
        + "\"\r\nContent-Type: application/octet-stream\r\n\r\n";
  }

  private static String field(String boundary, String name, String value) {
    return "--"
        + boundary
        + "\r\nContent-Disposition: form-data; name=\""
        + name
        + "\"\r\n\r\n"
        + value
        + "\r\n";
  }

  private void send(
      OutputStream out,
      byte[] first,
      InputStream in,
      byte[] end,
      CompletableFuture<HttpAnswer> answer,
      StallWatch watch)
      throws IOException {
    byte[] start = in.readNBytes((int) Math.min(FIRST_BYTES, file.size()));
    out.write(joined(first, start));
    long sent = start.length;
    byte[] piece = new byte[PIECE];
    while (sent < file.size() && !answer.isDone()) {
      int count = in.readNBytes(piece, 0, (int) Math.min(PIECE, file.size() - sent));
      if (count == 0) {
        throw new EOFException(file.path() + " has become shorter while it was sent");
      }
      out.write(piece, 0, count);
      sent += count;
      watch.alive();
      progress.sent(sent, file.size());
    }
    if (!answer.isDone()) {
      out.write(end);
      out.flush();
    }
  }

  private static HttpAnswer early(CompletableFuture<HttpAnswer> answer, IOException failure)
      throws IOException, InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException("interrupted while sending");
    }
    try {
      return answer.get(1, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw failure;
    }
  }

  private static HttpAnswer awaited(CompletableFuture<HttpAnswer> answer, StallWatch watch)
      throws IOException, InterruptedException {
    watch.waitsFor(ANSWER);
    try {
      return answer.get();
    } catch (ExecutionException e) {
      throw new IOException(e.getCause().getMessage(), e.getCause());
    }
  }

  private Unreachable unreachable(IOException e) throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException("interrupted while sending");
    }
    return new Unreachable("the upload broke off: " + TlsConnection.text(e), true, e);
  }
}
