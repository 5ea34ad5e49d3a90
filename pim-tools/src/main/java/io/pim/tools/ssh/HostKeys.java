package io.pim.tools.ssh;

import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
import io.pim.model.unit.Sha256;
import java.io.IOException;
import java.nio.file.Path;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import net.schmizz.sshj.common.Buffer;
import net.schmizz.sshj.common.KeyType;
import net.schmizz.sshj.transport.verification.HostKeyVerifier;
import net.schmizz.sshj.transport.verification.OpenSSHKnownHosts;
import net.schmizz.sshj.transport.verification.OpenSSHKnownHosts.KnownHostEntry;

/** The accepted host keys: the configured one, else those of known_hosts. */
final class HostKeys implements HostKeyVerifier {
  private static final Path OF_SYSTEM = Path.of("/etc/ssh/ssh_known_hosts");
  private static final String REVOKED = "@revoked";

  private final SshTarget target;
  private final Optional<String> pinned;
  private final List<OpenSSHKnownHosts> files = new ArrayList<>();
  private volatile PublicKey refused;

  /** Reads known_hosts if no key is configured. */
  HostKeys(HostAccess access) throws IOException {
    target = access.target();
    pinned = access.hostKey().map(HostKeys::withoutComment);
    if (pinned.isEmpty()) {
      for (Path file : List.of(access.sshFolder().resolve("known_hosts"), OF_SYSTEM)) {
        files.add(new OpenSSHKnownHosts(file.toFile(), new SilentLoggers()));
      }
    }
  }

  private static String withoutComment(String key) {
    String[] fields = key.strip().split(" +", 3);
    return fields[0] + " " + fields[1];
  }

  @Override
  public boolean verify(String hostname, int port, PublicKey key) {
    boolean accepted =
        pinned.isPresent()
            ? pinned.get().equals(line(key))
            : !isRevoked(key) && files.stream().anyMatch(its -> its.verify(hostname, port, key));
    if (!accepted) {
      refused = key;
    }
    return accepted;
  }

  /** A key that is revoked for any host is accepted for none. */
  private boolean isRevoked(PublicKey key) {
    return files.stream()
        .flatMap(its -> its.entries().stream())
        .map(KnownHostEntry::getLine)
        .anyMatch(entry -> entry.startsWith(REVOKED) && entry.contains(base64(key)));
  }

  /** The types of the known keys are requested first, so that a server shows one of them. */
  @Override
  public List<String> findExistingAlgorithms(String hostname, int port) {
    return pinned.isPresent()
        ? HostKeyAlgorithms.of(pinned.get().split(" ", 2)[0])
        : files.stream()
            .flatMap(its -> its.findExistingAlgorithms(hostname, port).stream())
            .flatMap(type -> HostKeyAlgorithms.of(type).stream())
            .distinct()
            .toList();
  }

  /** The failure when the host's key was not accepted; empty if no key was checked. */
  Optional<BuildFailure> refusal() {
    return Optional.ofNullable(refused).map(this::refusal);
  }

  private BuildFailure refusal(PublicKey key) {
    String shown = "Its key is " + line(key) + " (" + fingerprint(key) + ").";
    boolean known = !findExistingAlgorithms(target.host(), target.port()).isEmpty();
    if (isRevoked(key)) {
      return BuildFailure.of(FailureKind.TARGET_REFUSED, "The SSH host key is revoked.")
          .where(target)
          .why("A known_hosts file says @revoked. " + shown)
          .todo("Give the host a new key.")
          .build();
    }
    return known
        ? BuildFailure.of(
                FailureKind.TARGET_REFUSED, "The SSH host key differs from the known one.")
            .where(target)
            .why("Another system answers, or the host has a new key. " + shown)
            .todo("Find out which. If the new key is right, change " + place() + ".")
            .build()
        : BuildFailure.of(FailureKind.TARGET_REFUSED, "The SSH host key is not known.")
            .where(target)
            .why(shown)
            .todo(
                "Compare it with the host's own (/etc/ssh/ssh_host_*_key.pub there), then set it as"
                    + " host_key: of the target, or log in once with ssh.")
            .build();
  }

  private String place() {
    return pinned.isPresent() ? "host_key: of the target" : "known_hosts";
  }

  private static String line(PublicKey key) {
    return KeyType.fromKey(key) + " " + base64(key);
  }

  private static String base64(PublicKey key) {
    return Base64.getEncoder().encodeToString(blob(key));
  }

  private static byte[] blob(PublicKey key) {
    return new Buffer.PlainBuffer().putPublicKey(key).getCompactData();
  }

  private static String fingerprint(PublicKey key) {
    byte[] digest = HexFormat.of().parseHex(Sha256.ofBytes(blob(key)).hex());
    return "SHA256:" + Base64.getEncoder().withoutPadding().encodeToString(digest);
  }
}
