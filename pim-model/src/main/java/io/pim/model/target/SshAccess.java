package io.pim.model.target;

import io.pim.model.config.ConfigMap;
import io.pim.model.config.Rule;
import io.pim.model.config.Rules;
import io.pim.model.config.Schema;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/**
 * How PIM reaches a target over SSH.
 *
 * @param host empty for the target's own host
 * @param user empty for the user's own name
 * @param key the file of the private key on the host that deploys; empty for ssh's own choice
 * @param hostKey the host's public key ({@code ssh-ed25519 AAAA...}); empty to use known_hosts
 */
public record SshAccess(
    Optional<String> host,
    int port,
    Optional<String> user,
    Optional<String> key,
    Optional<String> hostKey) {
  private static final String HOST = "host";
  private static final String PORT = "port";
  private static final String USER = "user";
  private static final String KEY = "key";
  private static final String HOST_KEY = "host_key";
  private static final int USUAL_PORT = 22;

  private static final Rule<String> USER_NAME =
      Rules.matching("must be the name of a user", "[A-Za-z_][A-Za-z0-9._-]{0,63}");
  private static final Rule<String> PUBLIC_KEY =
      Rule.of(
          "must be a complete public key, such as ssh-ed25519 AAAA...",
          scalar -> Rules.TEXT.read(scalar).filter(SshAccess::isPublicKey));

  static final Schema SCHEMA =
      Schema.closed()
          .field(HOST, TargetRules.HOST)
          .field(PORT, Rules.PORT)
          .field(USER, USER_NAME)
          .field(KEY, TargetRules.PATH)
          .field(HOST_KEY, PUBLIC_KEY);

  /** The second field begins with the length and text of the first one (RFC 4253, 6.6). */
  private static boolean isPublicKey(String text) {
    String[] fields = text.split(" ", 3);
    try {
      byte[] bytes = Base64.getDecoder().decode(fields[fields.length - 1 > 0 ? 1 : 0]);
      ByteBuffer blob = ByteBuffer.wrap(bytes);
      byte[] type = fields[0].getBytes(StandardCharsets.US_ASCII);
      return fields.length >= 2
          && text.chars().noneMatch(Character::isISOControl)
          && blob.remaining() > Integer.BYTES + type.length
          && blob.getInt() == type.length
          && blob.slice().limit(type.length).equals(ByteBuffer.wrap(type));
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  static SshAccess of(ConfigMap ssh) {
    return new SshAccess(
        ssh.get(HOST, TargetRules.HOST),
        ssh.get(PORT, Rules.PORT).orElse(USUAL_PORT),
        ssh.get(USER, USER_NAME),
        ssh.get(KEY, TargetRules.PATH),
        ssh.get(HOST_KEY, PUBLIC_KEY));
  }
}
