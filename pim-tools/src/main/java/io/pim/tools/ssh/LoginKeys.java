package io.pim.tools.ssh;

import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import net.schmizz.sshj.SSHClient;
import net.schmizz.sshj.userauth.keyprovider.KeyProvider;

/**
 * Finds the private keys for a login. A key with a passphrase cannot be used, because PIM asks
 * nobody for it.
 */
final class LoginKeys {
  private static final List<String> USUAL = List.of("id_ed25519", "id_ecdsa", "id_rsa");

  private LoginKeys() {}

  static List<KeyProvider> load(SSHClient client, HostAccess access) {
    if (access.key().isPresent()) {
      try {
        return List.of(load(client, access.key().get()));
      } catch (IOException e) {
        throw unusable(access, access.key().get() + ": " + reason(e));
      }
    }
    List<KeyProvider> found = new ArrayList<>();
    List<String> problems = new ArrayList<>();
    for (String name : USUAL) {
      Path file = access.sshFolder().resolve(name);
      if (Files.exists(file)) {
        try {
          found.add(load(client, file));
        } catch (IOException e) {
          problems.add(file + ": " + reason(e));
        }
      }
    }
    if (found.isEmpty()) {
      throw unusable(
          access,
          problems.isEmpty()
              ? "There is none of " + String.join(", ", USUAL) + " in " + access.sshFolder() + "."
              : String.join("; ", problems));
    }
    return found;
  }

  /** The usual keys of a folder that can be read without a passphrase. */
  static List<KeyProvider> usable(SSHClient client, Path sshFolder) {
    List<KeyProvider> found = new ArrayList<>();
    for (String name : USUAL) {
      Path file = sshFolder.resolve(name);
      if (Files.exists(file)) {
        try {
          found.add(load(client, file));
        } catch (IOException e) {
          // It has a passphrase, which nobody can type here.
        }
      }
    }
    return found;
  }

  /** Reads the key, so that a bad one is found here and not in the middle of a login. */
  private static KeyProvider load(SSHClient client, Path file) throws IOException {
    KeyProvider key = client.loadKeys(file.toString());
    key.getPublic();
    key.getPrivate();
    return key;
  }

  private static String reason(IOException e) {
    return e.getMessage() == null ? "it cannot be read" : e.getMessage();
  }

  private static BuildFailure unusable(HostAccess access, String why) {
    return BuildFailure.of(FailureKind.TARGET_REFUSED, "There is no SSH key to log in with.")
        .where(access.target())
        .why(why)
        .todo(
            "Set key: to the file of a private key without a passphrase, which this user can read.")
        .build();
  }
}
