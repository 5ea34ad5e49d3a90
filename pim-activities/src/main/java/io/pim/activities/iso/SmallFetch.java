package io.pim.activities.iso;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Supplier;

/** Fetches what goes with ISOs: lists of digests and their signatures. */
public final class SmallFetch {
  private static final Duration LIMIT = Duration.ofSeconds(30);

  /** Debian's lists have a few kilobytes; a server that never ends must not fill the memory. */
  private static final int MOST_BYTES = 4 << 20;

  private final Supplier<HttpClient> client;

  /**
   * A fetcher.
   *
   * @param client asked for when something has to come over HTTP
   */
  public SmallFetch(Supplier<HttpClient> client) {
    this.client = client;
  }

  /**
   * The whole of what is at an http:, https: or file: URL.
   *
   * @throws NetworkException when it cannot be had, in words for people
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
    try (InputStream in = Files.newInputStream(file)) {
      return limited(in);
    }
  }

  private byte[] download(URI url) throws IOException, NetworkException, InterruptedException {
    HttpResponse<InputStream> response =
        client
            .get()
            .send(
                HttpRequest.newBuilder(url).timeout(LIMIT).build(),
                HttpResponse.BodyHandlers.ofInputStream());
    try (InputStream body = response.body()) {
      if (response.statusCode() != 200) {
        throw new NetworkException("the server answered " + response.statusCode(), null);
      }
      return limited(body);
    }
  }

  private static byte[] limited(InputStream in) throws IOException, NetworkException {
    byte[] bytes = in.readNBytes(MOST_BYTES + 1);
    if (bytes.length > MOST_BYTES) {
      throw new NetworkException("it has more than 4 MiB, which no list has", null);
    }
    return bytes;
  }
}
