package io.pim.tools.ssh;

import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
import io.pim.model.files.DurableFile;
import io.pim.model.unit.Sha256;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PublicKey;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import net.schmizz.sshj.common.Buffer;
import net.schmizz.sshj.common.KeyType;

/**
 * Trust on first use: the first host key is kept in a file, and later no other key is accepted.
 *
 * <p>The file is a {@code known_hosts} line for every host ({@code * ssh-ed25519 AAAA...}), so that
 * {@code ssh -o UserKnownHostsFile=} can use it with any forwarded port.
 */
public final class HostKeyPin {
  private final Path file;

  public HostKeyPin(Path file) {
    this.file = file;
  }

  /** The pinned key's fingerprint in OpenSSH's form, if a key is pinned. */
  public Optional<String> fingerprint() {
    return pinned().map(Known::fingerprint);
  }

  /** The pinned key as a line of {@code known_hosts}, if a key is pinned. */
  public Optional<String> line() {
    return pinned().map(Known::line);
  }

  /**
   * Pins the key of a {@link #line()}, because the guest is known to have this key.
   *
   * @throws IOException if it is not such a line, or the file cannot be written
   */
  public void set(String line) throws IOException {
    write(Known.parse(line));
  }

  /**
   * Removes the pin, so that the next host key is pinned, when the system is known to have been
   * reinstalled.
   */
  public void forget() throws IOException {
    Files.deleteIfExists(file);
  }

  /** The type of the pinned key, such as {@code ssh-ed25519}. */
  Optional<String> type() {
    return pinned().map(Known::type);
  }

  /** Whether the key is the pinned one, or no key is pinned yet. */
  boolean accepts(PublicKey key) {
    return pinned().map(Known.of(key)::equals).orElse(true);
  }

  /** Pins the key, unless a key is pinned already. */
  void pin(PublicKey key) {
    if (pinned().isEmpty()) {
      try {
        write(Known.of(key));
      } catch (IOException e) {
        throw new UncheckedIOException("cannot write the pinned host key " + file, e);
      }
    }
  }

  /** The failure when a key is not the pinned one. */
  BuildFailure changed(SshTarget target, PublicKey key) {
    return BuildFailure.of(
            FailureKind.LOGIN_FAILED,
            "The SSH host key of " + target.host() + ":" + target.port() + " has changed")
        .where(file)
        .why(
            "another system answers: the pinned key is "
                + fingerprint().orElse("nothing")
                + ", the new one is "
                + Known.of(key).fingerprint())
        .todo("Check on the console which system runs, and retry the build from the step before.")
        .build();
  }

  private Optional<Known> pinned() {
    try {
      return Files.exists(file)
          ? Optional.of(Known.parse(Files.readString(file).strip()))
          : Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the pinned host key " + file, e);
    }
  }

  private void write(Known known) throws IOException {
    byte[] line = (known.line() + "\n").getBytes(StandardCharsets.US_ASCII);
    DurableFile.write(file, DurableFile.PRIVATE, line);
  }

  private record Known(String type, String base64) {
    static Known of(PublicKey key) {
      byte[] blob = new Buffer.PlainBuffer().putPublicKey(key).getCompactData();
      return new Known(KeyType.fromKey(key).toString(), Base64.getEncoder().encodeToString(blob));
    }

    static Known parse(String line) throws IOException {
      String[] fields = line.split(" ", -1);
      if (fields.length != 3 || !fields[0].equals("*")) {
        throw new IOException("not a pinned host key: '" + line + "'");
      }
      return new Known(fields[1], fields[2]);
    }

    String line() {
      return "* " + type + " " + base64;
    }

    String fingerprint() {
      byte[] digest =
          HexFormat.of().parseHex(Sha256.ofBytes(Base64.getDecoder().decode(base64)).hex());
      return "SHA256:" + Base64.getEncoder().withoutPadding().encodeToString(digest);
    }
  }
}
