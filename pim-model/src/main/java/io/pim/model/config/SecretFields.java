package io.pim.model.config;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Knows which fields hold secrets, by their names. */
public final class SecretFields {
  private static final Pattern SECRET =
      Pattern.compile(
          ".*(password|passwd|passphrase|secret|token|api_?key|private_?key).*",
          Pattern.CASE_INSENSITIVE);

  private SecretFields() {}

  /** Whether a field of this name holds a secret: a password, passphrase, token or private key. */
  public static boolean isSecret(String field) {
    return SECRET.matcher(field).matches();
  }

  /** Whether any part of a path such as {@code developer.password} names a secret. */
  public static boolean isSecretPath(String path) {
    return isSecret(path);
  }

  /** The values of all secret fields of a tree, at any depth, empty ones left out. */
  public static List<String> valuesIn(ConfigValue tree) {
    List<String> found = new ArrayList<>();
    collect(tree, false, found);
    return found.stream().filter(value -> !value.isEmpty()).distinct().toList();
  }

  private static void collect(ConfigValue value, boolean secret, List<String> found) {
    if (value instanceof ConfigMap map) {
      map.entries().forEach((key, entry) -> collect(entry, secret || isSecret(key), found));
    } else if (value instanceof ConfigList list) {
      list.items().forEach(item -> collect(item, secret, found));
    } else if (value instanceof ConfigScalar scalar && secret && !scalar.isNull()) {
      found.add(scalar.text());
    }
  }
}
