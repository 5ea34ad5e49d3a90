package io.pim.tools.oci;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pim.model.json.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;

/**
 * Docker's {@code config.json}: who keeps the login of a registry, and the file with one more
 * login. The format is that of Docker's command line.
 */
public final class DockerConfig {
  /** The name of the file, below the home. */
  public static final String IN_HOME = ".docker/config.json";

  /** The user name that marks a token for a token server only. */
  static final String TOKEN_USER = "<token>";

  private static final String AUTHS = "auths";
  private static final String DOCKER_HUB = "docker.io";
  private static final String KEY_OF_DOCKER_HUB = "https://index.docker.io/v1/";

  private final ObjectNode root;

  private DockerConfig(ObjectNode root) {
    this.root = root;
  }

  /** A file that does not exist yet. */
  public static DockerConfig empty() {
    return new DockerConfig(Json.mapper().createObjectNode());
  }

  /**
   * Reads the contents of the file.
   *
   * @throws IOException when they are not JSON; the message shows nothing of them
   */
  public static DockerConfig read(byte[] contents) throws IOException {
    try {
      JsonNode tree = Json.mapper().readTree(contents);
      if (tree instanceof ObjectNode object) {
        return new DockerConfig(object);
      }
      if (tree.isMissingNode()) {
        return empty();
      }
    } catch (JacksonException e) {
      // Jackson's message could quote a password.
    }
    throw new IOException("It is not JSON.");
  }

  /** The name under which the file has the login of a registry. */
  static String key(String registry) {
    return registry.equals(DOCKER_HUB) ? KEY_OF_DOCKER_HUB : registry;
  }

  /** The helper that keeps the login of a registry; empty when the file keeps it. */
  public Optional<String> helper(String registry) {
    String named = root.path("credHelpers").path(key(registry)).asText();
    return Optional.of(named.isEmpty() ? root.path("credsStore").asText() : named)
        .filter(name -> !name.isEmpty());
  }

  /**
   * The login that the file itself has for a registry.
   *
   * @throws IOException when it cannot be used; the message does not show it
   */
  public Optional<RegistryLogin> stored(String registry) throws IOException {
    String key = key(registry);
    for (Map.Entry<String, JsonNode> entry : root.path(AUTHS).properties()) {
      if (entry.getKey().equals(key) || host(entry.getKey()).equals(host(key))) {
        JsonNode its = entry.getValue();
        if (!its.path("identitytoken").asText().isEmpty()) {
          return login(TOKEN_USER, "");
        }
        Optional<RegistryLogin> login =
            its.path("auth").asText().isEmpty()
                ? login(its.path("username").asText(), its.path("password").asText())
                : decoded(its.path("auth").asText());
        if (login.isPresent()) {
          return login;
        }
      }
    }
    return Optional.empty();
  }

  /** The contents of the file with one more login; everything else in it stays. */
  public byte[] with(String registry, RegistryLogin login) throws IOException {
    ObjectNode copy = root.deepCopy();
    ObjectNode logins =
        copy.get(AUTHS) instanceof ObjectNode existing ? existing : copy.putObject(AUTHS);
    logins.putObject(key(registry)).put("auth", login.encoded());
    return Json.mapper().writerWithDefaultPrettyPrinter().writeValueAsBytes(copy);
  }

  /** A key of the file without scheme and path: older clients stored URLs. */
  private static String host(String key) {
    return key.replaceFirst("^https?://", "").replaceFirst("/.*$", "");
  }

  private static Optional<RegistryLogin> decoded(String auth) throws IOException {
    try {
      String both = new String(Base64.getDecoder().decode(auth), StandardCharsets.UTF_8);
      int colon = both.indexOf(':');
      if (colon > 0) {
        return login(both.substring(0, colon), both.substring(colon + 1).replaceAll("\0+$", ""));
      }
    } catch (IllegalArgumentException e) {
      // It is not Base64.
    }
    throw new IOException("A login in it cannot be decoded.");
  }

  static Optional<RegistryLogin> login(String username, String password) throws IOException {
    if (username.equals(TOKEN_USER)) {
      throw new IOException("It has an identity token for this registry, which PIM cannot use.");
    }
    return username.isEmpty()
        ? Optional.empty()
        : Optional.of(new RegistryLogin(username, password));
  }
}
