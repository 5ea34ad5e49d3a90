package io.pim.tools.process;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A command to run until it ends.
 *
 * @param argv the program and its arguments; never a shell string, never a secret
 * @param limit the time after which it is killed
 * @param environment added to PIM's own
 * @param input sent to standard input; secrets go here
 * @param listener receives each line of output, on the caller's thread; an exception from it ends
 *     the command
 * @param tick called about once a second, on the caller's thread; an exception from it ends the
 *     command
 * @param question whether PIM interprets the output: standard output is then kept whole and apart
 *     from standard error, so that neither an error message nor a cut can look like an answer
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

  /** A command whose standard output PIM interprets; it has no listener. */
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
   * The command with a listener; not for a question. Lines end with a line feed or a carriage
   * return, as in progress displays.
   */
  public Command onLine(Consumer<String> listener) {
    return new Command(argv, limit, environment, input, listener, tick, question);
  }

  public Command onTick(Runnable called) {
    return new Command(argv, limit, environment, input, listener, called, question);
  }

  /** The program's name without its folder, for messages. */
  public String program() {
    return String.valueOf(Path.of(argv.get(0)).getFileName());
  }

  /** Leaves out the input, which may be secret. */
  @Override
  public String toString() {
    return String.join(" ", argv);
  }
}
