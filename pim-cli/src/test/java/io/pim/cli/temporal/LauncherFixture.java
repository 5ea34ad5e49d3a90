package io.pim.cli.temporal;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pim.tools.process.Command;
import io.pim.tools.process.Finished;
import io.pim.tools.process.ProcessRunner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** bin/pim in a distribution, with a shell script in place of Java, which prints its arguments. */
abstract class LauncherFixture {
  static final Path SCRIPT = Path.of("..", "bin", "pim");

  @TempDir Path temporary;
  Path folder;
  Path dist;
  Path java;

  @BeforeEach
  void setUp() throws IOException {
    // Names with spaces are common on macOS.
    folder = Files.createDirectory(temporary.toRealPath().resolve("a b"));
    dist = folder.resolve("dist");
    java = folder.resolve("java");
    script(java.resolve("bin/java"), "for a; do echo \"[$a]\"; done");
    release("17.0.9");
    write(dist.resolve("lib/pim-cli.jar"), "");
    write(dist.resolve("build-id"), "abc\n");
    Files.createDirectories(dist.resolve("bin"));
    Files.copy(SCRIPT, dist.resolve("bin/pim"));
  }

  String pim() {
    return dist.resolve("bin/pim").toString();
  }

  Finished run(Map<String, String> variables, String... argv) throws Exception {
    Map<String, String> environment = new java.util.HashMap<>(variables);
    environment.putIfAbsent("JAVA_HOME", java.toString());
    List<String> command = new ArrayList<>(List.of("/bin/sh"));
    command.addAll(List.of(argv));
    return new ProcessRunner()
        .run(Command.of(command, Duration.ofSeconds(150)).withEnvironment(environment));
  }

  void release(String version) throws IOException {
    release(java, version);
  }

  static void release(Path home, String version) throws IOException {
    write(home.resolve("release"), "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"" + version + "\"\n");
  }

  static void javaIn(Path home, String version) throws IOException {
    script(home.resolve("bin/java"), "for a; do echo \"[$a]\"; done");
    release(home, version);
  }

  static void script(Path file, String body) throws IOException {
    write(file, "#!/bin/sh\n" + body + "\n");
    assertTrue(file.toFile().setExecutable(true));
  }

  static void write(Path file, String text) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }
}
