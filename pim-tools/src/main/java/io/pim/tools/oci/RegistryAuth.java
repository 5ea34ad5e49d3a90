package io.pim.tools.oci;

import com.fasterxml.jackson.databind.JsonNode;
import io.pim.model.failure.BuildFailure;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** Logs in as the registry demands: with the password itself, or with a token obtained for it. */
final class RegistryAuth {
  private final RegistryAddress address;
  private final Optional<RegistryLogin> login;
  private Optional<String> header = Optional.empty();

  RegistryAuth(RegistryAddress address, Optional<RegistryLogin> login) {
    this.address = address;
    this.login = login;
  }

  /** Fetches a token. */
  @FunctionalInterface
  interface Fetch {
    RegistryAnswer get(URI uri, Optional<String> authorization)
        throws IOException, InterruptedException;
  }

  /** The header {@code Authorization} for the registry itself. */
  Optional<String> header() {
    return header;
  }

  /**
   * Answers a challenge.
   *
   * @return whether there is a new header now, so that another attempt is worthwhile
   */
  boolean answer(RegistryAnswer refused, Fetch fetch) throws IOException, InterruptedException {
    List<Challenge> challenges = Challenge.of(refused.headers().allValues("WWW-Authenticate"));
    Optional<String> before = header;
    Optional<Challenge> bearer = Challenge.named("bearer", challenges);
    if (bearer.isPresent()) {
      header = Optional.of("Bearer " + token(bearer.get(), fetch));
    } else if (Challenge.named("basic", challenges).isPresent()) {
      header = login.map(RegistryLogin::basic);
    }
    return header.isPresent() && !header.equals(before);
  }

  private String token(Challenge challenge, Fetch fetch) throws IOException, InterruptedException {
    URI realm = realm(challenge);
    RegistryAnswer answer = fetch.get(realm, login.map(RegistryLogin::basic));
    if (!answer.isGood()) {
      throw RegistryFailures.of(address, "log in at " + realm.getHost(), answer);
    }
    JsonNode json = answer.json();
    String token = json.path("token").asText(json.path("access_token").asText());
    if (!token.matches("[\\x21-\\x7e]{1,16384}")) {
      throw RegistryFailures.strange(address, "The answer of its token server has no token.");
    }
    return token;
  }

  /** The login is sent there, so it must be the registry itself, or have TLS. */
  private URI realm(Challenge challenge) {
    String scope = challenge.get("scope").orElse("repository:" + address.name() + ":pull,push");
    try {
      String text = challenge.get("realm").orElse("");
      String query =
          challenge.get("service").map(its -> "service=" + encoded(its) + "&").orElse("")
              + "scope="
              + encoded(scope);
      URI realm = URI.create(text + (text.contains("?") ? "&" : "?") + query);
      if (address.allows(realm)) {
        return realm;
      }
    } catch (IllegalArgumentException e) {
      // It is not a URI.
    }
    throw strangeRealm();
  }

  private BuildFailure strangeRealm() {
    return RegistryFailures.strange(
        address, "It names a token server on another host without TLS.");
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
