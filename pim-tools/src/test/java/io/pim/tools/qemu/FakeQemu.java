package io.pim.tools.qemu;

import com.fasterxml.jackson.databind.JsonNode;
import io.pim.model.files.RuntimeFiles;
import io.pim.model.json.Json;
import io.pim.tools.process.DetachedProcesses;
import io.pim.tools.process.ProcessIdentity;
import io.pim.tools.process.Tools;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A process with a scripted monitor, for behaviour that no real QEMU can be made to show. Its facts
 * let it be joined like any machine.
 */
public final class FakeQemu implements AutoCloseable {
  private final String name;
  private final ServerSocketChannel server;
  private final ProcessIdentity process;
  private final Map<String, Runnable> reactions = new ConcurrentHashMap<>();
  private volatile String state = "running";
  private volatile String ioStatus = "ok";
  private volatile String events = "";

  /**
   * Starts it.
   *
   * @param factsFile the file for the machine's facts
   */
  public FakeQemu(String name, RuntimeFiles files, Path disk, Path factsFile) throws Exception {
    this.name = name;
    Files.createDirectories(files.qmp().getParent());
    Files.createDirectories(factsFile.getParent());
    Path log = factsFile.resolveSibling("fake-qemu.log");
    this.process =
        new DetachedProcesses(Tools.of(System.getenv()))
            .start(List.of("sleep", "600"), log, Map.of());
    Json.write(
        factsFile,
        new VmFacts(
            name,
            process,
            OptionalInt.empty(),
            disk,
            Accelerator.TCG,
            log,
            factsFile.resolveSibling("console")));
    this.server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    server.bind(UnixDomainSocketAddress.of(files.qmp()));
    on("quit", this::kill);
    Thread thread = new Thread(this::serve, "fake QEMU");
    thread.setDaemon(true);
    thread.start();
  }

  /** Runs an action when a command arrives, before it is answered. */
  public FakeQemu on(String command, Runnable reaction) {
    reactions.put(command, reaction);
    return this;
  }

  /** Sets QEMU's name for its run state. */
  public FakeQemu say(String runState) {
    this.state = runState;
    return this;
  }

  /** Stops as QEMU does, and sends the connected client the reason: {@code guest-shutdown}, ... */
  public FakeQemu stop(String reason) {
    this.events = "{\"event\": \"SHUTDOWN\", \"data\": {\"reason\": \"" + reason + "\"}}\r\n";
    return say("shutdown");
  }

  /** Sets the state of the disk in QEMU's answers: ok, nospace or failed. */
  public FakeQemu setDiskState(String status) {
    this.ioStatus = status;
    return this;
  }

  /** Ends the process as {@code kill -9} does. */
  public void kill() {
    process.kill();
  }

  public boolean isRunning() {
    return process.isAlive();
  }

  private void serve() {
    while (server.isOpen()) {
      try (SocketChannel client = server.accept()) {
        converse(client);
      } catch (IOException endedByClientOrTest) {
        // Accepts the next connection.
      }
    }
  }

  private void converse(SocketChannel client) throws IOException {
    BufferedReader in =
        new BufferedReader(
            new InputStreamReader(Channels.newInputStream(client), StandardCharsets.UTF_8));
    OutputStream out = Channels.newOutputStream(client);
    send(out, "{\"QMP\": {\"version\": {}, \"capabilities\": []}}");
    String line = in.readLine();
    while (line != null && process.isAlive()) {
      JsonNode command = Json.mapper().readTree(line);
      String what = command.path("execute").asText();
      reactions.getOrDefault(what, () -> {}).run();
      if (!process.isAlive()) {
        return;
      }
      out.write(events.getBytes(StandardCharsets.UTF_8));
      events = "";
      send(out, "{\"return\": " + answer(what) + ", \"id\": " + command.path("id") + "}");
      line = in.readLine();
    }
  }

  private String answer(String command) {
    return switch (command) {
      case "query-name" -> "{\"name\": \"" + name + "\"}";
      case "query-status" -> "{\"status\": \"" + state + "\", \"running\": false}";
      case "query-block" -> "[{\"io-status\": \"" + ioStatus + "\"}]";
      case "query-chardev", "query-blockstats" -> "[]";
      default -> "{}";
    };
  }

  private static void send(OutputStream out, String text) throws IOException {
    out.write((text + "\r\n").getBytes(StandardCharsets.UTF_8));
    out.flush();
  }

  @Override
  public void close() throws IOException {
    server.close();
    kill();
  }
}
