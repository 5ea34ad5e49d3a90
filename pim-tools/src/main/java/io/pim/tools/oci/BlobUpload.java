package io.pim.tools.oci;

import io.pim.model.unit.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.Optional;

/**
 * Sends a blob in chunks. After each chunk the registry gives the address for the next one, and
 * reports how much it has. It compares the digest at the end.
 */
final class BlobUpload {
  private static final String BYTES = "application/octet-stream";
  private static final Duration CHUNK_LIMIT = Duration.ofMinutes(20);
  private static final long MOST_CHUNK = 1L << 30;

  private final RegistryAddress address;
  private final RegistryHttp http;
  private final long usualChunk;

  /** The state of an upload. */
  private record Place(URI uri, long offset, long chunk) {}

  /** Receives the progress of an upload; may throw to stop. */
  @FunctionalInterface
  interface Progress {
    void at(long bytes);
  }

  BlobUpload(RegistryAddress address, RegistryHttp http, long usualChunk) {
    this.address = address;
    this.http = http;
    this.usualChunk = usualChunk;
  }

  /**
   * Sends a blob.
   *
   * @return the byte at which it continued; 0 for an upload from the beginning
   */
  long run(Blob blob, UploadMemory memory, Progress progress)
      throws IOException, InterruptedException {
    Optional<Place> begun = resume(blob, memory);
    if (begun.isPresent()) {
      RegistryAnswer end = send(blob, begun.get(), memory, progress);
      if (end.isGood()) {
        memory.clear();
        return begun.get().offset();
      }
      if (isPassing(end)) {
        throw RegistryFailures.of(address, "upload a blob", end);
      }
      // The earlier part is wrong, or the registry has forgotten it.
      memory.clear();
    }
    RegistryAnswer end = send(blob, start(), memory, progress);
    if (!isPassing(end)) {
      memory.clear();
    }
    if (!end.isGood()) {
      throw RegistryFailures.of(address, "upload a blob", end);
    }
    return 0;
  }

  /** Whether the same request may succeed later, so that the upload can continue. */
  private static boolean isPassing(RegistryAnswer answer) {
    return answer.status() >= 500 || answer.is(401, 403, 408, 429);
  }

  private Place start() throws InterruptedException {
    RegistryAnswer answer =
        http.send(RegistryRequest.of("POST", address.resource("blobs/uploads/")));
    if (!answer.is(202)) {
      throw RegistryFailures.of(address, "upload a blob", answer);
    }
    return new Place(http.allowed(answer.location()), 0, chunk(answer));
  }

  /** Some registries refuse small chunks. */
  private long chunk(RegistryAnswer answer) {
    String least = answer.header("OCI-Chunk-Min-Length").orElse("0");
    return least.matches("\\d{1,10}")
        ? Math.max(usualChunk, Math.min(MOST_CHUNK, Long.parseLong(least)))
        : usualChunk;
  }

  private Optional<Place> resume(Blob blob, UploadMemory memory)
      throws IOException, InterruptedException {
    Optional<URI> place =
        memory
            .load()
            .filter(its -> its.sha256().equals(blob.sha256()))
            .map(UploadMemory.Begun::location)
            .map(URI::create)
            .filter(address::allows);
    if (place.isEmpty()) {
      return Optional.empty();
    }
    RegistryAnswer answer = http.send(RegistryRequest.of("GET", place.get()));
    long there = answer.received().orElse(0);
    return answer.isGood() && there > 0 && there <= blob.size()
        ? Optional.of(
            new Place(
                answer.location().filter(address::allows).orElse(place.get()),
                there,
                chunk(answer)))
        : Optional.empty();
  }

  /** Returns the last answer: that of the end, or the first that is not a success. */
  private RegistryAnswer send(Blob blob, Place start, UploadMemory memory, Progress progress)
      throws IOException, InterruptedException {
    Place place = start;
    memory.save(new UploadMemory.Begun(blob.sha256(), place.uri().toString()));
    while (place.offset() < blob.size()) {
      RegistryAnswer answer = sendChunk(blob, place);
      if (!answer.isGood()) {
        return answer;
      }
      place = next(answer, place, blob.size());
      memory.save(new UploadMemory.Begun(blob.sha256(), place.uri().toString()));
      progress.at(place.offset());
    }
    return http.send(RegistryRequest.of("PUT", withDigest(place.uri(), blob.sha256())));
  }

  private RegistryAnswer sendChunk(Blob blob, Place place) throws InterruptedException {
    long from = place.offset();
    long length = Math.min(place.chunk(), blob.size() - from);
    return http.send(
        RegistryRequest.of("PATCH", place.uri())
            .with("Content-Range", from + "-" + (from + length - 1))
            .sending(BYTES, () -> bytes(blob, from, length), CHUNK_LIMIT));
  }

  private static BodyPublisher bytes(Blob blob, long from, long length) {
    return BodyPublishers.fromPublisher(
        BodyPublishers.ofInputStream(() -> open(blob, from, length)), length);
  }

  private static InputStream open(Blob blob, long from, long length) {
    try {
      return new BoundedInput(blob.open(from), length);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Place next(RegistryAnswer answer, Place place, long size) {
    long sent = Math.min(place.offset() + place.chunk(), size);
    // "0-0" means nothing or one byte. Once one byte was accepted, it means that byte.
    long received = sent == 1 ? 1 : answer.received().orElse(sent);
    if (received <= place.offset() || received > sent) {
      throw RegistryFailures.strange(
          address, "It reports " + received + " bytes of an upload; PIM has sent " + sent + ".");
    }
    return new Place(http.allowed(answer.location()), received, place.chunk());
  }

  private static URI withDigest(URI place, Sha256 digest) {
    String text = place.toString();
    return URI.create(
        text + (place.getRawQuery() == null ? "?" : "&") + "digest=sha256%3A" + digest.hex());
  }
}
