package io.pim.tools.oci;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** A name and a password, or a token as the password. Its text never shows the password. */
public record RegistryLogin(String username, String password) {
  String basic() {
    return "Basic " + encoded();
  }

  /** Both parts in Base64, as in RFC 7617 and in docker's file. */
  String encoded() {
    byte[] both = (username + ":" + password).getBytes(StandardCharsets.UTF_8);
    return Base64.getEncoder().encodeToString(both);
  }

  @Override
  public String toString() {
    return username;
  }
}
