package io.pim.cli.edit;

import io.pim.tools.process.TerminalRunner;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The person's editor: {@code $VISUAL}, else {@code $EDITOR}, else vi. The value may have
 * arguments, as in {@code code --wait}, so a shell reads it, as in Git.
 */
public final class Editor {
  private final String command;
  private final TerminalRunner runner;

  private Editor(String command, TerminalRunner runner) {
    this.command = command;
    this.runner = runner;
  }

  public static Editor of(Map<String, String> environment) {
    String command =
        Stream.of("VISUAL", "EDITOR")
            .map(name -> environment.getOrDefault(name, ""))
            .filter(text -> !text.isBlank())
            .findFirst()
            .orElse("vi");
    return new Editor(command, new TerminalRunner());
  }

  /** The configured editor, or {@code vi}. */
  public String command() {
    return command;
  }

  /**
   * Opens a file in the editor and waits, without a limit.
   *
   * @return the editor's exit status
   */
  public int edit(Path file) throws InterruptedException {
    // The file is an argument of the shell, never part of the text that the shell parses.
    return runner.run(List.of("sh", "-c", command + " \"$@\"", command, file.toString()));
  }
}
