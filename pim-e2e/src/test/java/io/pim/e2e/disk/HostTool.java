package io.pim.e2e.disk;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Runs a program of the host to its end. */
public final class HostTool {
  /** The folders of file system tools, which are often missing from a plain user's PATH. */
  private static final List<Path> FOLDERS = List.of(Path.of("/usr/sbin"), Path.of("/sbin"));

  /**
   * The result of a program.
   *
   * @param err what it printed to standard error
   */
  public record Ended(String command, int exit, String out, String err) {
    public Ended exits(int wanted) throws IOException {
      if (exit != wanted) {
        throw new IOException(command + " ended with status " + exit + ":\n" + out + err);
      }
      return this;
    }
  }

  private HostTool() {}

  public static Ended run(String tool, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(find(tool)));
    command.addAll(List.of(arguments));
    Path err = Files.createTempFile("pim-tool", ".err");
    try {
      ProcessBuilder builder = new ProcessBuilder(command).redirectError(err.toFile());
      builder.environment().put("LC_ALL", "C");
      Process process = builder.start();
      process.getOutputStream().close();
      String out = text(process.getInputStream().readAllBytes());
      int exit = process.waitFor();
      return new Ended(String.join(" ", command), exit, out, text(Files.readAllBytes(err)));
    } finally {
      Files.delete(err);
    }
  }

  private static String find(String tool) {
    return FOLDERS.stream()
        .map(folder -> folder.resolve(tool))
        .filter(Files::isExecutable)
        .map(Path::toString)
        .findFirst()
        .orElse(tool);
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
