package io.pim.model.secret;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/**
 * Replaces secret values in text that people will read. Values shorter than four characters are not
 * masked: masking every "a" would make the output unreadable and still reveal the secret.
 */
public final class Redactor {
  private static final int SHORTEST = 4;
  private static final String MASK = "[secret]";

  private final List<String> secrets;

  public Redactor(Collection<String> secrets) {
    // Longest first, so that a secret that contains another one is masked as a whole.
    this.secrets =
        secrets.stream()
            .filter(s -> s.length() >= SHORTEST)
            .distinct()
            .sorted(Comparator.comparingInt(String::length).reversed())
            .toList();
  }

  public String redact(String text) {
    String result = text;
    for (String secret : secrets) {
      result = result.replace(secret, MASK);
    }
    return result;
  }
}
