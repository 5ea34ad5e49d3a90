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
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
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

  /** A helper's answer when it has nothing for a registry. */
  private static final String NOT_FOUND = "credentials not found";

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
    Optional<DockerConfig> config = read();
    if (config.isEmpty()) {
      return Optional.empty();
    }
    Optional<String> helper = config.get().helper(registry);
    Optional<RegistryLogin> login =
        helper.isEmpty() ? Optional.empty() : ask(helper.get(), DockerConfig.key(registry));
    try {
      return login.isPresent() ? login : config.get().stored(registry);
    } catch (IOException e) {
      throw unusable(e.getMessage());
    }
  }

  private Optional<DockerConfig> read() {
    try {
      if (!Files.isRegularFile(file)) {
        return Optional.empty();
      }
      if (Files.size(file) > MOST_BYTES) {
        throw unusable("It is larger than " + MOST_BYTES + " bytes.");
      }
      return Optional.of(DockerConfig.read(Files.readAllBytes(file)));
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
      return DockerConfig.login(answer.path("Username").asText(), answer.path("Secret").asText());
    } catch (JacksonException e) {
      throw unusable(name + " printed no JSON.");
    } catch (IOException e) {
      throw unusable(e.getMessage());
    }
  }

  private BuildFailure unusable(String why) {
    return BuildFailure.of(FailureKind.HOST_SETUP, "The registry's login cannot be read.")
        .where(file)
        .why(why)
        .todo("Log in again on this host: docker login REGISTRY")
        .build();
  }
}
