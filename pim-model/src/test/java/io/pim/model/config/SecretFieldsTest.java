package io.pim.model.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class SecretFieldsTest {
  @Test
  void knowsSecretsByName() {
    for (String name :
        List.of("password", "root_password", "password_hash", "api_key", "vpn_token")) {
      assertTrue(SecretFields.isSecret(name), name);
    }
    for (String name : List.of("username", "keyboard", "authorized_keys_url", "packages")) {
      assertFalse(SecretFields.isSecret(name), name);
    }
  }

  @Test
  void findsValuesAtAnyDepth() {
    String yaml =
        "password: one\nwifi: {passphrase: two, ssid: home}\ntokens: [three, 4]\npasswd: ''\n";
    ConfigMap tree = new YamlReader(new Problems()).parse(yaml, "f.yml").orElseThrow();
    assertEquals(List.of("one", "two", "three", "4"), SecretFields.valuesIn(tree));
  }

  /** A template gets the number, and quotes a text in its own way. */
  @Test
  void knowsEveryFormInWhichASecretIsWritten() {
    ConfigMap tree =
        new YamlReader(new Problems())
            .parse("pin_token: 012345\npassword: it's <a> \"b\"\n", "t")
            .orElseThrow();
    List<String> values = SecretFields.valuesIn(tree);
    for (String form :
        List.of(
            "012345",
            "5349",
            "it's <a> \"b\"",
            "it'\\''s <a> \"b\"",
            "it\\'s\\ \\<a\\>\\ \\\"b\\\"",
            "it's <a> \\\"b\\\"",
            "it&#39;s &lt;a&gt; &quot;b&quot;",
            "it%27s+%3Ca%3E+%22b%22",
            "it%27s%20%3Ca%3E%20%22b%22")) {
      assertTrue(values.contains(form), form + " is not in " + values);
    }
  }

  @Test
  void loginsInUrlsAreSecretsInEveryField() {
    ConfigMap tree =
        new YamlReader(new Problems())
            .parse(
                """
                http_proxy: http://ops:p%40ss+word@proxy:3128/
                url: https://h/x
                more: [see ftp://token-1@h/a]
                mail: ops@example.org
                """,
                "t")
            .orElseThrow();
    assertEquals(
        List.of("ops:p%40ss+word", "p%40ss+word", "p@ss+word", "token-1"),
        SecretFields.valuesIn(tree));
    assertEquals(
        "http://[secret]@proxy:3128/ and https://h/a@b",
        SecretFields.withoutLogins("http://ops:p%40ss@proxy:3128/ and https://h/a@b"));
  }
}
