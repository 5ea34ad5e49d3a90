package io.pim.tools.oci;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
import io.pim.model.files.Names;
import io.pim.model.json.Json;
import io.pim.tools.process.Command;
import io.pim.tools.process.CommandRunner;
import io.pim.tools.process.Finished;
import io.pim.tools.process.Tools;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The logins that {@code docker login} has stored, in {@code ~/.docker/config.json} or with a
 * credential helper. The file's format is that of Docker's command line; the helpers' protocol is
 * described in docker/docker-credential-helpers. A secret travels over pipes only.
 */
public final class DockerLogins {
  private static final int MOST_BYTES = 1 << 20;
  private static final Duration HELPER_LIMIT = Duration.ofMinutes(1);
  private static final String DOCKER_HUB = "docker.io";
  private static final String KEY_OF_DOCKER_HUB = "https://index.docker.io/v1/";

  /** A helper's answer when it has nothing for a registry. */
  private static final String NOT_FOUND = "credentials not found";

  /** The user name that marks a token for a token server only. */
  private static final String TOKEN_USER = "<token>";

  private final Path file;
  private final Tools programs;
  private final CommandRunner runner;

  private DockerLogins(Path file, Tools programs, CommandRunner runner) {
    this.file = file;
    this.programs = programs;
    this.runner = runner;
  }

  /**
   * The logins of the user whose environment this is.
   *
   * @param environment as from {@link System#getenv()}; {@code DOCKER_CONFIG} names the folder
   * @param home the user's home folder
   */
  public static DockerLogins of(Map<String, String> environment, Path home, CommandRunner runner) {
    String named = environment.getOrDefault("DOCKER_CONFIG", "");
    Path folder = named.startsWith("/") ? Path.of(named) : home.resolve(".docker");
    return new DockerLogins(folder.resolve("config.json"), Tools.of(environment), runner);
  }

  /**
   * The login for a registry; empty when there is none.
   *
   * @param registry its host, with the port if it is not the usual one
   * @throws BuildFailure HOST_SETUP when the file or a helper's answer cannot be used
   */
  public Optional<RegistryLogin> find(String registry) throws InterruptedException {
    Optional<JsonNode> config = read();
    if (config.isEmpty()) {
      return Optional.empty();
    }
    String key = registry.equals(DOCKER_HUB) ? KEY_OF_DOCKER_HUB : registry;
    String helper =
        config.get().path("credHelpers").path(key).asText(config.get().path("credsStore").asText());
    Optional<RegistryLogin> login = helper.isEmpty() ? Optional.empty() : ask(helper, key);
    return login.isPresent() ? login : stored(config.get().path("auths"), key);
  }

  private Optional<JsonNode> read() {
    try {
      if (!Files.isRegularFile(file)) {
        return Optional.empty();
      }
      if (Files.size(file) > MOST_BYTES) {
        throw unusable("It is larger than " + MOST_BYTES + " bytes.");
      }
      return Optional.of(Json.mapper().readTree(Files.readAllBytes(file)));
    } catch (JacksonException e) {
      // Jackson's message could quote a password.
      throw unusable("It is not JSON.");
    } catch (IOException e) {
      throw unusable(String.valueOf(e.getMessage()));
    }
  }

  private Optional<RegistryLogin> ask(String helper, String key) throws InterruptedException {
    if (!Names.isPlain(helper)) {
      throw unusable("The name of its credential helper is not a plain name.");
    }
    String name = "docker-credential-" + helper;
    Path program = programs.require(name, "Install it, or log in again with docker login.");
    Finished finished =
        runner.run(
            Command.question(List.of(program.toString(), "get"), HELPER_LIMIT).withInput(key));
    if (!finished.succeeded()) {
      if (finished.said().contains(NOT_FOUND)) {
        return Optional.empty();
      }
      // Its output is left out, because it could contain the secret.
      throw unusable(name + " failed with status " + finished.exitCode() + ".");
    }
    try {
      JsonNode answer = Json.mapper().readTree(finished.output());
      return login(answer.path("Username").asText(), answer.path("Secret").asText());
    } catch (JacksonException e) {
      throw unusable(name + " printed no JSON.");
    }
  }

  private Optional<RegistryLogin> stored(JsonNode logins, String key) {
    for (Map.Entry<String, JsonNode> entry : logins.properties()) {
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

  /** A key of the file without scheme and path: older clients stored URLs. */
  private static String host(String key) {
    return key.replaceFirst("^https?://", "").replaceFirst("/.*$", "");
  }

  private Optional<RegistryLogin> decoded(String auth) {
    try {
      String both = new String(Base64.getDecoder().decode(auth), StandardCharsets.UTF_8);
      int colon = both.indexOf(':');
      if (colon > 0) {
        return login(both.substring(0, colon), both.substring(colon + 1).replaceAll("\0+$", ""));
      }
    } catch (IllegalArgumentException e) {
      // It is not Base64.
    }
    throw unusable("A login in it cannot be decoded.");
  }

  private Optional<RegistryLogin> login(String username, String password) {
    if (username.equals(TOKEN_USER)) {
      throw unusable("It has an identity token for this registry, which PIM cannot use.");
    }
    return username.isEmpty()
        ? Optional.empty()
        : Optional.of(new RegistryLogin(username, password));
  }

  private BuildFailure unusable(String why) {
    return BuildFailure.of(FailureKind.HOST_SETUP, "The registry's login cannot be read.")
        .where(file)
        .why(why)
        .todo("Log in again on this host: docker login REGISTRY")
        .build();
  }
}
