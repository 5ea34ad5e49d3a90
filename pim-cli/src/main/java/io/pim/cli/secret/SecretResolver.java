package io.pim.cli.secret;

import io.pim.cli.shell.CliContext;
import io.pim.model.config.ConfigProblems;
import io.pim.model.config.Problem;
import io.pim.model.config.Problems;
import io.pim.model.deploy.DeploySecrets;
import io.pim.model.failure.BuildFailure;
import io.pim.model.files.HomePath;
import io.pim.model.target.OciTarget;
import io.pim.model.target.ProxmoxTarget;
import io.pim.model.target.SecretSource;
import io.pim.model.target.Target;
import io.pim.model.target.TargetSettings;
import io.pim.tools.process.Command;
import io.pim.tools.process.CommandRunner;
import io.pim.tools.process.Finished;
import io.pim.tools.process.ProcessRunner;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Finds the secrets of a target on the machine where the command is given. */
public final class SecretResolver {
  /** Enough for a person to unlock a password store. */
  private static final Duration COMMAND_LIMIT = Duration.ofMinutes(2);

  private static final int LONGEST = 16 * 1024;
  private static final int LINES_SHOWN = 3;

  private final Map<String, String> environment;
  private final Path home;
  private final CommandRunner runner;
  private final Consumer<String> warn;

  /**
   * A resolver for one command.
   *
   * @param home stands for {@code ~}
   * @param warn receives one line for each secret in clear
   */
  public SecretResolver(
      Map<String, String> environment, Path home, CommandRunner runner, Consumer<String> warn) {
    this.environment = Map.copyOf(environment);
    this.home = home;
    this.runner = runner;
    this.warn = warn;
  }

  /** A resolver that warns on standard error. */
  public static SecretResolver of(CliContext context) {
    return new SecretResolver(
        context.environment(),
        CliContext.home(context.environment()),
        new ProcessRunner(),
        line -> context.err().println(line));
  }

  /**
   * All secrets of a target.
   *
   * @throws ConfigProblems when one cannot be found or is missing, with file and line; no message
   *     contains a secret
   */
  public DeploySecrets of(Target target) throws InterruptedException {
    Problems problems = new Problems();
    Map<String, String> values = new HashMap<>();
    Map<String, SecretSource> sources = target.secrets();
    missing(target, sources).ifPresent(problems::add);
    for (Map.Entry<String, SecretSource> entry : sources.entrySet()) {
      try {
        values.put(entry.getKey(), value(entry.getValue()));
      } catch (RefusedSecret e) {
        problems.add(
            Problem.at(entry.getValue().origin(), "gives no secret: " + e.getMessage(), "")
                .advise(e.todo()));
      }
    }
    problems.throwIfAny();
    return new DeploySecrets(values);
  }

  private static Optional<Problem> missing(Target target, Map<String, SecretSource> sources) {
    TargetSettings settings = target.settings();
    if (settings instanceof ProxmoxTarget && !sources.containsKey(ProxmoxTarget.TOKEN)) {
      return Optional.of(
          Problem.at(target.tree().origin(), "needs an API token", "")
              .advise("write token: {id: \"USER@REALM!NAME\", secret: {env: NAME}}"));
    }
    if (settings instanceof OciTarget oci
        && oci.username().isPresent()
        && !sources.containsKey(OciTarget.LOGIN)) {
      return Optional.of(
          Problem.at(
                  target.tree().section(OciTarget.LOGIN).origin(), "needs the user's password", "")
              .advise("write password: {env: NAME} beside username"));
    }
    return Optional.empty();
  }

  private String value(SecretSource source) throws RefusedSecret, InterruptedException {
    String found;
    if (source instanceof SecretSource.Environment variable) {
      found = variable(variable.name());
    } else if (source instanceof SecretSource.FromFile file) {
      found = new SecretFile(path(file.path())).firstLine();
    } else if (source instanceof SecretSource.Command command) {
      found = printed(command);
    } else {
      found = clear((SecretSource.Clear) source);
    }
    return usable(found.strip());
  }

  private static String usable(String secret) throws RefusedSecret {
    if (secret.isEmpty()) {
      throw new RefusedSecret("the first line there is empty", "put the secret there");
    }
    if (secret.length() > LONGEST) {
      throw new RefusedSecret("the first line there has more than 16384 characters", "");
    }
    return secret;
  }

  private String variable(String name) throws RefusedSecret {
    String value = environment.get(name);
    if (value == null) {
      throw new RefusedSecret(
          "the variable " + name + " is not set", "export " + name + " and run the command again");
    }
    return value.lines().findFirst().orElse("");
  }

  private Path path(String text) {
    return HomePath.of(text, home);
  }

  private String printed(SecretSource.Command command) throws RefusedSecret, InterruptedException {
    String program = command.words().get(0);
    Finished finished;
    try {
      finished = runner.run(Command.question(command.words(), COMMAND_LIMIT));
    } catch (BuildFailure e) {
      throw new RefusedSecret(e.report().what(), e.report().todo());
    }
    if (!finished.succeeded()) {
      // Only standard error: the answer may hold a secret even if the program failed.
      String said =
          String.join(" / ", new Finished(0, "", finished.errors()).lastLines(LINES_SHOWN));
      throw new RefusedSecret(
          program
              + " ended with status "
              + finished.exitCode()
              + (said.isEmpty() ? "" : ": " + said),
          "run it yourself and check what it prints");
    }
    return finished.output().lines().findFirst().orElse("");
  }

  private String clear(SecretSource.Clear clear) {
    warn.accept("warning: " + clear.warning());
    return clear.value();
  }
}
