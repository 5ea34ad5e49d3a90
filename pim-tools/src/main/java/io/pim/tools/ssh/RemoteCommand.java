package io.pim.tools.ssh;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** A command for the shell of another host. Each word stays one word there. */
public record RemoteCommand(List<String> words) {
  public RemoteCommand {
    words = List.copyOf(words);
  }

  public static RemoteCommand of(String... words) {
    return new RemoteCommand(List.of(words));
  }

  /**
   * A script of {@code /bin/sh}.
   *
   * @param script fixed text: varying parts are passed as {@code $1}, {@code $2} and so on
   */
  public static RemoteCommand script(String script, List<String> arguments) {
    List<String> words = new ArrayList<>(List.of("/bin/sh", "-c", script, "pim"));
    words.addAll(arguments);
    return new RemoteCommand(words);
  }

  /** The line for the shell. */
  String line() {
    return words.stream().map(ShellWord::quote).collect(Collectors.joining(" "));
  }
}
