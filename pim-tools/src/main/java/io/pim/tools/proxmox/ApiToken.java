package io.pim.tools.proxmox;

import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An API token. Its text never shows the secret. */
public final class ApiToken {
  private static final Pattern FORM =
      Pattern.compile(
          "(?<id>[^\\s:/@!]+@[A-Za-z][A-Za-z0-9._-]+![A-Za-z][A-Za-z0-9._-]+)"
              + "=(?<secret>[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})");

  private final String id;
  private final String secret;

  private ApiToken(String id, String secret) {
    this.id = id;
    this.secret = secret;
  }

  /** Reads {@code USER@REALM!NAME=SECRET}. */
  public static ApiToken of(String text) {
    Matcher match = FORM.matcher(text.strip());
    if (!match.matches()) {
      // Neither the text nor a part of it is shown: it may hold the secret.
      throw BuildFailure.of(
              FailureKind.TARGET_REFUSED, "The target's token has not the form of an API token")
          .where("token")
          .why("the form is USER@REALM!NAME=SECRET, and the secret is a UUID in lower case")
          .todo("Correct the target's token, and retry.")
          .build();
    }
    return new ApiToken(match.group("id"), match.group("secret"));
  }

  /** {@code USER@REALM!NAME}. */
  public String id() {
    return id;
  }

  /** {@code USER@REALM}. */
  public String user() {
    return id.substring(0, id.indexOf('!'));
  }

  String header() {
    return "PVEAPIToken=" + id + "=" + secret;
  }

  @Override
  public String toString() {
    return id;
  }
}
