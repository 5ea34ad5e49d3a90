package io.pim.tools.libvirt;

import io.pim.tools.process.Command;
import io.pim.tools.process.CommandRunner;
import io.pim.tools.process.Finished;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Runs virsh for one connection. Its messages are always in the same language, so that PIM can read
 * them, and it never asks for a password. No secret is among the arguments, because libvirt's URIs
 * have none.
 *
 * <p>Every method throws {@link io.pim.model.failure.BuildFailure}: TOOL_MISSING, or one of the
 * {@code TARGET_} kinds with what virsh said.
 */
public final class Virsh {
  private static final Duration SHORT = Duration.ofMinutes(2);
  private static final Map<String, String> ENVIRONMENT = Map.of("LC_ALL", "C", "LANGUAGE", "C");

  private final Path program;
  private final String uri;
  private final CommandRunner runner;

  /**
   * Opens nothing yet.
   *
   * @param uri without a password
   */
  public Virsh(Path program, String uri, CommandRunner runner) {
    this.program = program;
    this.uri = uri;
    this.runner = runner;
  }

  /** The daemon's place, for messages. */
  public String address() {
    return uri;
  }

  /** The version of libvirt at the other end, as it reports it. */
  public String version() throws InterruptedException {
    return ask("version", "--daemon")
        .lines()
        .filter(line -> line.contains("daemon"))
        .findFirst()
        .map(String::strip)
        .orElse("");
  }

  /** The output of a command. */
  String ask(String... words) throws InterruptedException {
    Finished finished =
        runner.run(Command.question(argv(words), SHORT).withEnvironment(ENVIRONMENT));
    return required(finished, words).output();
  }

  /**
   * Runs a command that takes long.
   *
   * @param tick called about once a second; an exception from it ends the command
   */
  void run(Duration limit, Runnable tick, String... words) throws InterruptedException {
    Command command = Command.of(argv(words), limit).withEnvironment(ENVIRONMENT).onTick(tick);
    required(runner.run(command), words);
  }

  private Finished required(Finished finished, String... words) {
    if (finished.succeeded()) {
      return finished;
    }
    throw VirshFailures.of(uri, words[0], finished);
  }

  private List<String> argv(String... words) {
    List<String> argv = new ArrayList<>();
    argv.addAll(List.of(program.toString(), "--quiet", "--connect", connection()));
    argv.addAll(List.of(words));
    return argv;
  }

  /** Over SSH, a password prompt would wait for an answer that never comes. */
  private String connection() {
    boolean asks = uri.contains("ssh://") && !uri.contains("no_tty=");
    return asks ? uri + (uri.contains("?") ? "&" : "?") + "no_tty=1" : uri;
  }
}
