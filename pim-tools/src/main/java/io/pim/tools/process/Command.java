package io.pim.tools.process;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A command to run to its end.
 *
 * @param argv the program and its arguments; never a shell's string, never a secret
 * @param limit after which it is killed
 * @param environment added to PIM's own
 * @param input given on standard input; the place for secrets
 * @param listener told each line of output, on the caller's thread; what it throws ends the command
 * @param tick called about once a second, on the caller's thread; what it throws ends the command
 * @param question whether PIM judges by what it prints: standard output is then kept whole and
 *     apart from standard error, so that neither a message nor a cut can pass for an answer
 */
public record Command(
    List<String> argv,
    Duration limit,
    Map<String, String> environment,
    Optional<String> input,
    Consumer<String> listener,
    Runnable tick,
    boolean question) {

  public Command {
    argv = List.copyOf(argv);
    environment = Map.copyOf(environment);
  }

  public static Command of(List<String> argv, Duration limit) {
    return new Command(argv, limit, Map.of(), Optional.empty(), line -> {}, () -> {}, false);
  }

  /** A command whose standard output is an answer that PIM reads; no listener hears of it. */
  public static Command question(List<String> argv, Duration limit) {
    return new Command(argv, limit, Map.of(), Optional.empty(), line -> {}, () -> {}, true);
  }

  public Command withEnvironment(Map<String, String> added) {
    return new Command(argv, limit, added, input, listener, tick, question);
  }

  public Command withInput(String text) {
    return new Command(argv, limit, environment, Optional.of(text), listener, tick, question);
  }

  /**
   * Not for a question. Lines end with a line feed or a carriage return, as progress displays write
   * them.
   */
  public Command onLine(Consumer<String> told) {
    return new Command(argv, limit, environment, input, told, tick, question);
  }

  public Command onTick(Runnable called) {
    return new Command(argv, limit, environment, input, listener, called, question);
  }

  /** The program's name without its folder, for messages. */
  public String program() {
    return String.valueOf(Path.of(argv.get(0)).getFileName());
  }

  /** Without the input, which may be secret. */
  @Override
  public String toString() {
    return String.join(" ", argv);
  }
}
