package io.pim.model.config;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Knows which fields hold secrets, by their names. */
public final class SecretFields {
  private static final Pattern SECRET =
      Pattern.compile(
          ".*(password|passwd|passphrase|secret|token|api_?key|private_?key).*",
          Pattern.CASE_INSENSITIVE);

  /** {@code name:secret@} of a URL, also of one that is otherwise none. */
  private static final Pattern LOGIN = Pattern.compile("(?<=://)([^/@\\s]+)@");

  private static final String MASK = "[secret]@";

  private SecretFields() {}

  /** Whether a text has a URL with a user's name or password in it. */
  public static boolean hasLogin(String text) {
    return LOGIN.matcher(text).find();
  }

  /** A text without the names and passwords that URLs in it carry. */
  public static String withoutLogins(String text) {
    return LOGIN.matcher(text).replaceAll(Matcher.quoteReplacement(MASK));
  }

  /** Whether a field of this name holds a secret: a password, passphrase, token or private key. */
  public static boolean isSecret(String field) {
    return SECRET.matcher(field).matches();
  }

  /** Whether any part of a path such as {@code developer.password} names a secret. */
  public static boolean isSecretPath(String path) {
    return isSecret(path);
  }

  /**
   * The values of all secret fields of a tree, at any depth, and the logins in all URLs; empty ones
   * left out.
   */
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
    } else if (value instanceof ConfigScalar scalar && !scalar.isNull()) {
      LOGIN.matcher(scalar.text()).results().forEach(login -> addLogin(login.group(1), found));
    }
  }

  /** Programs print it as it is in the URL, or the password alone, or decoded. */
  private static void addLogin(String login, List<String> found) {
    String secret = login.substring(login.indexOf(':') + 1);
    found.add(login);
    found.add(secret);
    try {
      // A plus is a plus in this part of a URL.
      found.add(URLDecoder.decode(secret.replace("+", "%2B"), StandardCharsets.UTF_8));
    } catch (IllegalArgumentException e) {
      // It is no encoding, and so is what it is.
      return;
    }
  }
}
