package io.pim.tools.fetch;

import io.pim.tools.process.Deadline;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Supplier;

/** Fetches the small files that belong to ISOs: lists of digests and their signatures. */
public final class SmallFetch {
  private static final Duration LIMIT = Duration.ofSeconds(30);

  /** Debian's lists have a few kilobytes. A body that never ends must not fill the memory. */
  private static final int MOST_BYTES = 4 << 20;

  private final Supplier<HttpClient> client;
  private final Duration limit;

  /**
   * A fetcher.
   *
   * @param client called only when an HTTP download is needed
   */
  public SmallFetch(Supplier<HttpClient> client) {
    this(client, LIMIT);
  }

  /**
   * A fetcher with another time limit.
   *
   * @param limit for the server's answer to begin, and again for the whole body
   */
  SmallFetch(Supplier<HttpClient> client, Duration limit) {
    this.client = client;
    this.limit = limit;
  }

  /**
   * The whole contents of an http:, https: or file: URL.
   *
   * @throws NetworkException when it is not available; the message is for people
   */
  public byte[] get(URI url) throws NetworkException, InterruptedException {
    try {
      return "file".equalsIgnoreCase(url.getScheme()) ? read(Path.of(url)) : download(url);
    } catch (IOException e) {
      throw NetworkException.of(url, e);
    } catch (IllegalArgumentException e) {
      throw new NetworkException("not a URL PIM can use: " + e.getMessage(), e);
    }
  }

  private static byte[] read(Path file) throws IOException, NetworkException {
    if (!Files.isRegularFile(file)) {
      throw new NetworkException("no such file", null);
    }
    requireSmall(Files.size(file));
    return Files.readAllBytes(file);
  }

  private byte[] download(URI url) throws IOException, NetworkException, InterruptedException {
    HttpResponse<BodyQueue> response =
        client
            .get()
            .send(HttpRequest.newBuilder(url).timeout(limit).build(), info -> new BodyQueue());
    try {
      if (response.statusCode() != 200) {
        throw new NetworkException("the server answered " + response.statusCode(), null);
      }
      return whole(response.body());
    } finally {
      response.body().cancel();
    }
  }

  /** Reads the body with a limit of its own: the client's limit covers only the head. */
  private byte[] whole(BodyQueue body) throws NetworkException, InterruptedException {
    Deadline deadline = Deadline.in(limit);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    while (true) {
      body.request();
      BodyQueue.Signal signal =
          body.poll(deadline.remaining().toNanos())
              .orElseThrow(
                  () ->
                      new NetworkException(
                          "it did not arrive within " + limit.toSeconds() + " s", null));
      if (signal instanceof BodyQueue.Broken broken) {
        throw NetworkException.of(broken.cause());
      }
      if (signal instanceof BodyQueue.Complete) {
        return bytes.toByteArray();
      }
      for (ByteBuffer buffer : ((BodyQueue.Piece) signal).buffers()) {
        requireSmall(bytes.size() + buffer.remaining());
        byte[] piece = new byte[buffer.remaining()];
        buffer.get(piece);
        bytes.writeBytes(piece);
      }
    }
  }

  private static void requireSmall(long bytes) throws NetworkException {
    if (bytes > MOST_BYTES) {
      throw new NetworkException("it has more than 4 MiB, too much for a list of checksums", null);
    }
  }
}
