package io.pim.e2e.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import io.pim.e2e.PimUser;
import io.pim.model.json.Json;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** One of the tests' own servers, as a separate process. It ends when its input ends. */
final class FakeProcess implements AutoCloseable {
  private final Process process;
  private final BufferedReader said;
  private final PrintStream commands;
  private final Map<String, String> facts = new HashMap<>();

  private FakeProcess(Process process) {
    this.process = process;
    this.said = process.inputReader(StandardCharsets.UTF_8);
    this.commands = new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8);
  }

  /**
   * Starts a main class from pim-tools' tests on a free port, and reads its report about itself.
   *
   * @param more its arguments after port and folder
   */
  static FakeProcess start(String mainClass, Path folder, String... more) throws IOException {
    Files.createDirectories(folder);
    Path dist = PimUser.ROOT.resolve("pim-cli/target/dist/lib");
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                PimUser.ROOT.resolve("pim-tools/target/test-classes")
                    + File.pathSeparator
                    + dist.resolve("*"),
                mainClass,
                "0",
                folder.toString()));
    command.addAll(List.of(more));
    Process process =
        new ProcessBuilder(command).redirectError(folder.resolve("fake.log").toFile()).start();
    FakeProcess fake = new FakeProcess(process);
    while (!fake.facts.containsKey("folder")) {
      String[] fact = fake.line().split(": ", 2);
      if (fact.length == 2) {
        fake.facts.put(fact[0], fact[1]);
      }
    }
    fake.line();
    return fake;
  }

  private String line() throws IOException {
    String line = said.readLine();
    if (line == null) {
      throw new IOException("the fake has ended: see its fake.log");
    }
    return line;
  }

  /** A value from its report, by name. */
  String fact(String name) {
    return facts.get(name);
  }

  /** Ends its server and starts it again: every connection breaks, and the state stays. */
  void restart() {
    commands.println("down");
    commands.println("up");
  }

  /** Its complete contents. */
  JsonNode report() throws IOException {
    commands.println("report");
    return Json.mapper().readTree(line());
  }

  @Override
  public void close() {
    commands.close();
    process.destroyForcibly();
  }
}
