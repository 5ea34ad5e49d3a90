package io.pim.cli.edit;

import io.pim.tools.process.TerminalRunner;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The person's editor: {@code $VISUAL}, else {@code $EDITOR}, else vi. It may have arguments, as in
 * {@code code --wait}: a shell reads it, as Git has it done.
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

  /** The editor that the person has set, or {@code vi}. */
  public String command() {
    return command;
  }

  /**
   * Lets the person edit a file, however long it takes.
   *
   * @return the editor's exit status
   */
  public int edit(Path file) throws InterruptedException {
    // The file is the shell's argument, never a part of what the shell reads.
    return runner.run(List.of("sh", "-c", command + " \"$@\"", command, file.toString()));
  }
}
