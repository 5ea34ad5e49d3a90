package io.pim.tools.qmp;

import com.fasterxml.jackson.databind.JsonNode;
import io.pim.tools.process.Deadline;
import java.io.IOException;
import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A connection to the agent inside a guest; its answers are as untrusted as the guest. The agent
 * serves one client at a time, so keep it short. Failures are those of {@link QmpClient}.
 */
public final class GuestAgent implements AutoCloseable {
  /** The agent's own limit for an answer is about this size. */
  private static final int MOST_MESSAGE_BYTES = 1 << 20;

  private static final byte SYNC_MARK = (byte) 0xFF;

  private final LineSocket socket;
  private final Duration limit;

  private GuestAgent(LineSocket socket, Duration limit) {
    this.socket = socket;
    this.limit = limit;
  }

  /**
   * Connects to the agent, if one answers.
   *
   * @param patience the limit for its first answer
   * @param limit the limit for each later command
   * @return empty when no agent answers, or there is no socket
   */
  public static Optional<GuestAgent> connect(Path socket, Duration patience, Duration limit) {
    try {
      Deadline deadline = Deadline.in(patience);
      return Optional.of(
          synchronise(LineSocket.connect(socket, MOST_MESSAGE_BYTES, deadline), deadline, limit));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static GuestAgent synchronise(LineSocket socket, Deadline deadline, Duration limit)
      throws IOException {
    GuestAgent agent = new GuestAgent(socket, limit);
    try {
      agent.sync(deadline);
      return agent;
    } catch (IOException | RuntimeException e) {
      socket.close();
      throw e;
    }
  }

  /**
   * Skips leftovers of earlier, broken conversations in both directions. Send no command before the
   * agent has answered: it would execute the command whenever it starts.
   */
  private void sync(Deadline deadline) throws IOException {
    long id = ThreadLocalRandom.current().nextLong(1, 1L << 53);
    byte[] command = JsonLines.command("guest-sync-delimited", Map.of("id", id), "sync");
    ByteBuffer marked = ByteBuffer.allocate(command.length + 1).put(SYNC_MARK).put(command);
    socket.send(marked.array(), deadline);
    long answered = -1;
    while (answered != id) {
      socket.skipPast(SYNC_MARK, deadline);
      answered = JsonLines.parse(socket.readLine(deadline)).path("return").asLong(-1);
    }
  }

  /**
   * Freezes the guest's file systems; they stay frozen until {@link #thaw()}, even after this
   * client has closed.
   *
   * @return the number of file systems
   */
  public int freeze() throws IOException {
    return execute("guest-fsfreeze-freeze", Map.of()).asInt();
  }

  /** Thaws all frozen file systems; returns how many there were. */
  public int thaw() throws IOException {
    return execute("guest-fsfreeze-thaw", Map.of()).asInt();
  }

  /** Makes the guest shut down. The agent sends no answer if it does so. */
  public void shutdown() throws IOException {
    socket.send(
        JsonLines.command("guest-shutdown", Map.of("mode", "powerdown"), "shutdown"),
        Deadline.in(limit));
  }

  /** The name and version of the guest's system, as in /etc/os-release. */
  public GuestOs osInfo() throws IOException {
    JsonNode info = execute("guest-get-osinfo", Map.of());
    return new GuestOs(
        info.path("id").asText(),
        info.path("pretty-name").asText(),
        info.path("version-id").asText(),
        info.path("kernel-release").asText());
  }

  public List<GuestInterface> networkInterfaces() throws IOException {
    return GuestInterface.listFrom(execute("guest-network-get-interfaces", Map.of()));
  }

  /**
   * Runs a program in the guest until it ends.
   *
   * @param argv the program's absolute path and its arguments
   */
  public GuestExec exec(List<String> argv, Duration most) throws IOException, InterruptedException {
    return GuestExec.run(this, argv, most);
  }

  synchronized JsonNode execute(String command, Map<String, ?> arguments) throws IOException {
    Deadline deadline = Deadline.in(limit);
    socket.send(JsonLines.command(command, arguments, command), deadline);
    JsonNode reply = JsonLines.parse(socket.readLine(deadline));
    if (!reply.path("id").asText(command).equals(command)) {
      throw new ProtocolException("the guest agent answered something else");
    }
    return JsonLines.result(command, reply);
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
