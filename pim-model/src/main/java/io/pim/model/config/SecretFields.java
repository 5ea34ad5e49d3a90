package io.pim.model.config;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Recognises fields that hold secrets by their names. */
public final class SecretFields {
  private static final Pattern SECRET =
      Pattern.compile(
          ".*(password|passwd|passphrase|secret|token|api_?key|private_?key).*",
          Pattern.CASE_INSENSITIVE);

  /** {@code name:secret@} in a URL, even in a malformed one. */
  private static final Pattern LOGIN = Pattern.compile("(?<=://)([^/@\\s]+)@");

  private static final String MASK = "[secret]@";

  private SecretFields() {}

  /** Whether a text contains a URL with a user name or password. */
  public static boolean hasLogin(String text) {
    return LOGIN.matcher(text).find();
  }

  /** The text with the names and passwords removed from all URLs in it. */
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
   * The values of all secret fields of a tree, at any depth, and the logins in all URLs; empty
   * values are left out.
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
      if (!scalar.text().isEmpty()) {
        found.addAll(SecretForms.of(scalar));
      }
    } else if (value instanceof ConfigScalar scalar && !scalar.isNull()) {
      LOGIN.matcher(scalar.text()).results().forEach(login -> addLogin(login.group(1), found));
    }
  }

  /**
   * Adds every form in which a program may print a login: as it is in the URL, the password alone,
   * and both decoded.
   */
  private static void addLogin(String login, List<String> found) {
    String secret = login.substring(login.indexOf(':') + 1);
    found.add(login);
    found.add(secret);
    try {
      // In this part of a URL a plus sign is literal; URLDecoder would make it a blank.
      found.add(URLDecoder.decode(secret.replace("+", "%2B"), StandardCharsets.UTF_8));
    } catch (IllegalArgumentException e) {
      // The text is not percent-encoded, so it is already plain.
      return;
    }
  }
}
