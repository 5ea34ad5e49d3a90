package io.pim.model.config;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The forms in which templates and scripts write a secret, so that a mask knows them all. */
final class SecretForms {
  private static final String SHELL_PLAIN = "[^A-Za-z0-9_\\-.,:+/@\\n]";

  private SecretForms() {}

  /**
   * All forms of a value: as it is written and as YAML reads it, and each of them quoted for a
   * shell, a string of JSON or Ruby, HTML and URLs.
   */
  static List<String> of(ConfigScalar scalar) {
    Set<String> forms = new LinkedHashSet<>();
    add(scalar.text(), forms);
    if (scalar.value() instanceof Number) {
      // A template gets the number: 012345 is 5349 there.
      add(scalar.value().toString(), forms);
    }
    return List.copyOf(forms);
  }

  private static void add(String text, Set<String> forms) {
    forms.add(text);
    String encoded = URLEncoder.encode(text, StandardCharsets.UTF_8);
    forms.add(encoded);
    forms.add(encoded.replace("+", "%20"));
    forms.add(text.replace("'", "'\\''"));
    forms.add(text.replaceAll(SHELL_PLAIN, "\\\\$0"));
    forms.add(text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n"));
    forms.add(
        text.replace("&", "&amp;")
            .replace("<", "&lt;")
            .replace(">", "&gt;")
            .replace("\"", "&quot;")
            .replace("'", "&#39;"));
  }
}
