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
import java.util.HashMap;
import java.util.Map;

/** The tests' own Proxmox VE, as a process of its own. It ends with its input, so with this one. */
final class FakeCluster implements AutoCloseable {
  private final Process process;
  private final BufferedReader said;
  private final PrintStream commands;
  private final Map<String, String> facts = new HashMap<>();

  private FakeCluster(Process process) {
    this.process = process;
    this.said = process.inputReader(StandardCharsets.UTF_8);
    this.commands = new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8);
  }

  static FakeCluster start(Path folder) throws IOException {
    Files.createDirectories(folder);
    Path dist = PimUser.ROOT.resolve("pim-cli/target/dist/lib");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                PimUser.ROOT.resolve("pim-tools/target/test-classes")
                    + File.pathSeparator
                    + dist.resolve("*"),
                "io.pim.tools.proxmox.fake.FakeProxmoxMain",
                "0",
                folder.toString())
            .redirectError(folder.resolve("fake.log").toFile())
            .start();
    FakeCluster cluster = new FakeCluster(process);
    while (!cluster.facts.containsKey("folder")) {
      String[] fact = cluster.line().split(": ", 2);
      if (fact.length == 2) {
        cluster.facts.put(fact[0], fact[1]);
      }
    }
    cluster.line();
    return cluster;
  }

  private String line() throws IOException {
    String line = said.readLine();
    if (line == null) {
      throw new IOException("the fake has ended: see its fake.log");
    }
    return line;
  }

  int port() {
    return Integer.parseInt(facts.get("host").split(":", -1)[1]);
  }

  String token() {
    return facts.get("token");
  }

  String fingerprint() {
    return facts.get("fingerprint");
  }

  /** Ends the API's server and starts it again: calls break off, tasks and the cluster stay. */
  void restartApi() {
    commands.println("down");
    commands.println("up");
  }

  /** All that is on the cluster. */
  JsonNode report() throws IOException {
    commands.println("report");
    return Json.mapper().readTree(line());
  }

  @Override
  public void close() throws IOException {
    commands.close();
    process.destroyForcibly();
  }
}
