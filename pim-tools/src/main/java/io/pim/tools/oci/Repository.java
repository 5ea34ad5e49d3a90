package io.pim.tools.oci;

import io.pim.model.failure.BuildFailure;
import io.pim.model.unit.Sha256;
import io.pim.tools.tls.ServerTrust;
import java.io.IOException;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongConsumer;
import java.util.regex.Pattern;

/**
 * A repository of a registry. Every call fails with a {@link BuildFailure} of one of the {@code
 * TARGET_} kinds.
 */
public final class Repository {
  private static final long CHUNK_BYTES = 16L << 20;
  private static final Duration MANIFEST_LIMIT = Duration.ofMinutes(2);
  private static final String ACCEPT =
      "application/vnd.oci.image.manifest.v1+json,"
          + " application/vnd.oci.image.index.v1+json,"
          + " application/vnd.docker.distribution.manifest.v2+json,"
          + " application/vnd.docker.distribution.manifest.list.v2+json";
  private static final Pattern TAG = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]{0,127}");

  private final RegistryAddress address;
  private final RegistryHttp http;
  private final BlobUpload uploads;
  private final long chunk;

  private Repository(RegistryAddress address, RegistryHttp http, long chunk) {
    this.address = address;
    this.http = http;
    this.uploads = new BlobUpload(address, http, chunk);
    this.chunk = chunk;
  }

  /** Opens a repository; nothing is sent yet. */
  public static Repository open(
      RegistryAddress address,
      Optional<RegistryLogin> login,
      ServerTrust trust,
      ProxySelector proxies) {
    return open(address, login, trust, proxies, CHUNK_BYTES);
  }

  /** The same with chunks of another size. */
  public static Repository open(
      RegistryAddress address,
      Optional<RegistryLogin> login,
      ServerTrust trust,
      ProxySelector proxies,
      long chunk) {
    try {
      return new Repository(address, new RegistryHttp(address, login, trust, proxies), chunk);
    } catch (IOException e) {
      throw RegistryFailures.of(address, e);
    }
  }

  /** The same repository, with its traffic counted from now on. */
  public Repository counting(Traffic traffic) {
    return new Repository(address, http.counting(traffic), chunk);
  }

  /** Ensures that the registry answers and accepts the login. */
  public void ping() throws InterruptedException {
    require("answer", http.send(RegistryRequest.of("GET", address.root())));
  }

  /** Ensures that uploads are allowed; begins one for the test and cancels it. */
  public void requireWritable() throws InterruptedException {
    RegistryAnswer begun =
        require(
            "write to " + address.name(),
            http.send(RegistryRequest.of("POST", address.resource("blobs/uploads/"))));
    Optional<URI> place = begun.location().filter(address::allows);
    if (place.isPresent()) {
      // A registry that does not support this drops unfinished uploads by itself.
      http.send(RegistryRequest.of("DELETE", place.get()));
    }
  }

  /** All tags; none if there is no such repository yet. */
  public Set<String> tags() throws InterruptedException {
    return new NameList(address, http, "tags", TAG)
        .read(address.resource("tags/list?n=500"))
        .orElse(Set.of());
  }

  /** Whether the repository has a blob. */
  public boolean has(Blob blob) throws InterruptedException {
    RegistryAnswer answer =
        http.send(
            RegistryRequest.of("HEAD", address.resource("blobs/sha256:" + blob.sha256().hex())));
    if (answer.is(404)) {
      return false;
    }
    require("look for a blob", answer);
    return answer.headers().firstValueAsLong("Content-Length").orElse(blob.size()) == blob.size();
  }

  /**
   * Sends a blob that the repository lacks; continues an earlier upload.
   *
   * @param progress receives the number of bytes that the registry has; may throw to stop
   * @return the byte at which it continued
   */
  public long upload(Blob blob, UploadMemory memory, LongConsumer progress)
      throws IOException, InterruptedException {
    return uploads.run(blob, memory, progress::accept);
  }

  /** Cancels an upload. */
  public void cancel(UploadMemory memory) throws IOException, InterruptedException {
    Optional<URI> place =
        memory.load().map(begun -> URI.create(begun.location())).filter(address::allows);
    if (place.isPresent()) {
      // A registry that does not support this drops unfinished uploads by itself.
      http.send(RegistryRequest.of("DELETE", place.get()));
      memory.clear();
    }
  }

  /**
   * Downloads a blob into a file; keeps the bytes that the file already has. The file holds the
   * blob and nothing else once this returns.
   *
   * @param size the size that the manifest says; a blob of another size is refused
   * @param progress receives the number of bytes in the file; may throw to stop
   * @return the byte at which it continued
   * @throws BuildFailure CHECKSUM_MISMATCH when the digest differs; the bytes are then removed
   */
  public long download(Sha256 sha256, long size, Path part, LongConsumer progress)
      throws IOException, InterruptedException {
    return new BlobDownload(address, http, sha256, size).run(part, progress::accept);
  }

  /**
   * A blob as a whole, for small ones.
   *
   * @param size the size that the manifest says
   * @throws BuildFailure CHECKSUM_MISMATCH when the digest differs
   */
  public byte[] read(Sha256 sha256, int size) throws InterruptedException {
    return new BlobDownload(address, http, sha256, size).read();
  }

  /** The manifest of a tag; empty if there is none. */
  public Optional<Manifest> manifest(String tag) throws InterruptedException {
    RegistryAnswer answer =
        http.send(
            RegistryRequest.of("GET", address.resource("manifests/" + tag)).with("Accept", ACCEPT));
    if (answer.is(404)) {
      return Optional.empty();
    }
    require("read a manifest", answer);
    String type = answer.header("Content-Type").orElse("").replaceFirst(";.*", "").strip();
    return Optional.of(new Manifest(type, answer.body()));
  }

  /** Moves a tag to a manifest, in one act. */
  public void put(String tag, Manifest manifest) throws InterruptedException {
    RegistryAnswer answer =
        require(
            "write a manifest",
            http.send(
                RegistryRequest.of("PUT", address.resource("manifests/" + tag))
                    .sending(
                        manifest.type(),
                        () -> BodyPublishers.ofByteArray(manifest.bytes()),
                        MANIFEST_LIMIT)));
    String ours = "sha256:" + manifest.sha256().hex();
    String theirs = answer.header("Docker-Content-Digest").orElse(ours);
    if (!theirs.equals(ours)) {
      throw RegistryFailures.strange(address, "It has changed the manifest.");
    }
  }

  /**
   * Removes a manifest with all its tags.
   *
   * @return false if the registry allows that to nobody
   */
  public boolean delete(Sha256 manifest) throws InterruptedException {
    RegistryAnswer answer =
        http.send(
            RegistryRequest.of("DELETE", address.resource("manifests/sha256:" + manifest.hex())));
    if (answer.is(405) || answer.hasCode("UNSUPPORTED")) {
      return false;
    }
    if (!answer.is(404)) {
      require("delete a manifest", answer);
    }
    return true;
  }

  private RegistryAnswer require(String act, RegistryAnswer answer) {
    if (!answer.isGood()) {
      throw RegistryFailures.of(address, act, answer);
    }
    return answer;
  }

  @Override
  public String toString() {
    return address.toString();
  }
}
