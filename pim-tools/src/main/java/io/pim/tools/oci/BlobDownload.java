package io.pim.tools.oci;

import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
import io.pim.model.unit.Sha256;
import io.pim.tools.fetch.BodyQueue;
import io.pim.tools.process.Pause;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Downloads a blob. The registry is not trusted: PIM accepts no byte beyond the announced size, and
 * the digest decides.
 */
final class BlobDownload {
  private static final Duration SILENCE = Duration.ofMinutes(1);
  private static final Duration BEFORE_NEXT = Duration.ofSeconds(1);

  /** Attempts in a row that bring no byte. */
  private static final int MOST_IN_VAIN = 4;

  private static final Pattern RANGE =
      Pattern.compile("bytes (\\d{1,18})-\\d{1,18}/(\\d{1,18}|\\*)");

  private final RegistryAddress address;
  private final RegistryHttp http;
  private final Sha256 sha256;
  private final long size;

  /** Receives the progress of a download; may throw to stop. */
  @FunctionalInterface
  interface Progress {
    void at(long bytes);
  }

  BlobDownload(RegistryAddress address, RegistryHttp http, Sha256 sha256, long size) {
    this.address = address;
    this.http = http;
    this.sha256 = sha256;
    this.size = size;
  }

  long run(Path part, Progress progress) throws IOException, InterruptedException {
    long begun;
    try (FileChannel file = open(part)) {
      if (file.size() > size) {
        file.truncate(0);
      }
      begun = file.size();
      file.position(begun);
      fill(file, progress);
      file.force(true);
    }
    Sha256 arrived = Sha256.ofFile(part);
    if (!arrived.equals(sha256)) {
      Files.deleteIfExists(part);
      throw mismatch(arrived);
    }
    return begun;
  }

  private static FileChannel open(Path part) throws IOException {
    return FileChannel.open(
        part,
        Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
  }

  /**
   * Requests the rest until all of it has arrived. An attempt that brought bytes is followed by
   * another.
   */
  private void fill(FileChannel file, Progress progress) throws IOException, InterruptedException {
    int inVain = 0;
    while (file.position() < size) {
      long before = file.position();
      try {
        receive(file, progress);
      } catch (RegistryLost e) {
        inVain = file.position() > before ? 0 : inVain + 1;
        if (inVain >= MOST_IN_VAIN) {
          throw RegistryFailures.of(address, new IOException(e.getMessage(), e));
        }
        Pause.REAL.rest(BEFORE_NEXT);
      }
    }
  }

  /** A failed connection; the bytes that arrived are in the file. */
  private static final class RegistryLost extends Exception {
    private static final long serialVersionUID = 1;

    RegistryLost(String message, Throwable cause) {
      super(message, cause);
    }

    static RegistryLost of(Throwable cause) {
      String message = cause.getMessage();
      return new RegistryLost(message == null ? cause.getClass().getSimpleName() : message, cause);
    }
  }

  private void receive(FileChannel file, Progress progress)
      throws IOException, InterruptedException, RegistryLost {
    RegistryHttp.Stream stream = ask(file.position());
    BodyQueue body = stream.body();
    try {
      if (startOf(stream.head(), file.position()) == 0 && file.position() > 0) {
        // The registry does not support ranges, and sends everything.
        file.truncate(0);
        file.position(0);
      }
      for (Optional<ByteBuffer[]> piece = next(body); piece.isPresent(); piece = next(body)) {
        for (ByteBuffer buffer : piece.get()) {
          if (file.position() + buffer.remaining() > size) {
            throw RegistryFailures.strange(
                address, "It sends more than the " + size + " bytes of " + blob() + ".");
          }
          while (buffer.hasRemaining()) {
            file.write(buffer);
          }
        }
        progress.at(file.position());
      }
    } finally {
      body.cancel();
    }
    if (file.position() < size) {
      throw new RegistryLost("Only " + file.position() + " of " + size + " bytes arrived.", null);
    }
  }

  private RegistryHttp.Stream ask(long from) throws InterruptedException, RegistryLost {
    RegistryRequest request =
        RegistryRequest.of("GET", address.resource("blobs/sha256:" + sha256.hex()));
    try {
      return http.open(
          from == 0 ? request : request.with("Range", "bytes=" + from + "-"), "read a blob");
    } catch (IOException e) {
      if (RegistryFailures.isOfCertificate(e)) {
        throw RegistryFailures.of(address, e);
      }
      throw RegistryLost.of(e);
    } catch (BuildFailure e) {
      if (e.report().kind() == FailureKind.TARGET_UNREACHABLE) {
        throw new RegistryLost(e.report().why(), e);
      }
      throw e;
    }
  }

  /**
   * The position in the blob of an answer's first byte: the requested one, or 0 for the whole blob.
   */
  private long startOf(RegistryAnswer head, long wanted) {
    if (head.is(200)) {
      return 0;
    }
    Matcher range = RANGE.matcher(head.header("Content-Range").orElse(""));
    if (head.is(206) && range.matches() && Long.parseLong(range.group(1)) == wanted) {
      return wanted;
    }
    throw RegistryFailures.strange(address, "It sends another part of " + blob() + ".");
  }

  /** The next bytes; empty at the end. */
  private static Optional<ByteBuffer[]> next(BodyQueue body)
      throws InterruptedException, RegistryLost {
    body.request();
    BodyQueue.Signal signal =
        body.poll(TimeUnit.NANOSECONDS.convert(SILENCE))
            .orElseThrow(
                () -> new RegistryLost("It sent nothing for " + SILENCE.toSeconds() + " s.", null));
    if (signal instanceof BodyQueue.Broken broken) {
      throw RegistryLost.of(broken.cause());
    }
    return signal instanceof BodyQueue.Piece piece
        ? Optional.of(piece.buffers().toArray(ByteBuffer[]::new))
        : Optional.empty();
  }

  /** Reads a small blob into memory. */
  byte[] read() throws InterruptedException {
    try {
      BodyQueue body = ask(0).body();
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      try {
        for (Optional<ByteBuffer[]> piece = next(body); piece.isPresent(); piece = next(body)) {
          for (ByteBuffer buffer : piece.get()) {
            if (bytes.size() + buffer.remaining() > size) {
              throw RegistryFailures.strange(
                  address, "It sends more than the " + size + " bytes of " + blob() + ".");
            }
            byte[] some = new byte[buffer.remaining()];
            buffer.get(some);
            bytes.writeBytes(some);
          }
        }
      } finally {
        body.cancel();
      }
      Sha256 arrived = Sha256.ofBytes(bytes.toByteArray());
      if (!arrived.equals(sha256)) {
        throw mismatch(arrived);
      }
      return bytes.toByteArray();
    } catch (RegistryLost e) {
      throw RegistryFailures.of(address, new IOException(e.getMessage(), e));
    }
  }

  private String blob() {
    return "blob " + sha256.abbreviated();
  }

  private BuildFailure mismatch(Sha256 arrived) {
    return BuildFailure.of(
            FailureKind.CHECKSUM_MISMATCH,
            "The registry sent bytes that do not match the announced digest.")
        .where(address + "@sha256:" + sha256)
        .why("The SHA-256 of the received bytes is " + arrived + ". PIM removed them.")
        .todo(
            "Try again. If it continues, the registry or a proxy before it is broken or "
                + "hostile.")
        .build();
  }
}
