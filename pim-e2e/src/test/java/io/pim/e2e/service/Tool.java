package io.pim.e2e.service;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Programs that replace a container engine; {@code make temporal-server} installs them. */
final class Tool {
  private Tool() {}

  /** The output of a program, standard error included. */
  record Output(int exit, String text) {
    Output exits(int wanted) {
      assertEquals(wanted, exit, text);
      return this;
    }
  }

  static Output run(Map<String, String> variables, List<String> command)
      throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().keySet().removeIf(name -> name.startsWith("PIM_"));
    builder.environment().putAll(variables);
    Process process = builder.start();
    process.getOutputStream().close();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Output(process.waitFor(), text);
  }

  /** A program in PIM's folder of tools, or else on the PATH. */
  static Optional<Path> find(String name) {
    String cache =
        Optional.ofNullable(System.getenv("XDG_CACHE_HOME"))
            .filter(folder -> !folder.isEmpty())
            .orElse(System.getProperty("user.home") + "/.cache");
    Stream<Path> own = Stream.of(Path.of(cache, "pim/tools/temporal-server-1.31.2"));
    Stream<Path> all =
        Stream.concat(own, Stream.of(System.getenv("PATH").split(":", -1)).map(Path::of));
    return all.map(folder -> folder.resolve(name)).filter(Files::isExecutable).findFirst();
  }
}
