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
 */
public record Command(
    List<String> argv,
    Duration limit,
    Map<String, String> environment,
    Optional<String> input,
    Consumer<String> listener,
    Runnable tick) {

  public Command {
    argv = List.copyOf(argv);
    environment = Map.copyOf(environment);
  }

  public static Command of(List<String> argv, Duration limit) {
    return new Command(argv, limit, Map.of(), Optional.empty(), line -> {}, () -> {});
  }

  public Command withEnvironment(Map<String, String> added) {
    return new Command(argv, limit, added, input, listener, tick);
  }

  public Command withInput(String text) {
    return new Command(argv, limit, environment, Optional.of(text), listener, tick);
  }

  /** Lines end with a line feed or a carriage return, as progress displays write them. */
  public Command onLine(Consumer<String> told) {
    return new Command(argv, limit, environment, input, told, tick);
  }

  public Command onTick(Runnable called) {
    return new Command(argv, limit, environment, input, listener, called);
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
