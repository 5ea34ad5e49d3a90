package io.pim.tools.qmp;

import com.fasterxml.jackson.databind.JsonNode;
import io.pim.tools.process.Deadline;
import java.io.IOException;
import java.net.ProtocolException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/**
 * A connection to QEMU's monitor. QEMU serves one client at a time, so close it soon.
 *
 * <p>Every call throws {@link java.net.SocketTimeoutException} past its limit, {@link
 * java.io.InterruptedIOException} or {@link java.nio.channels.ClosedByInterruptException} when the
 * thread is interrupted, and another {@link IOException} when the connection is lost.
 */
public final class QmpClient implements AutoCloseable {
  /** The block graph of a long chain of overlays takes some hundred KiB. */
  private static final int MOST_MESSAGE_BYTES = 8 << 20;

  private static final Duration MESSAGE = Duration.ofSeconds(5);

  private final LineSocket socket;
  private long lastId;
  private String shutdownReason = "";

  private QmpClient(LineSocket socket) {
    this.socket = socket;
  }

  /** Connects and completes the handshake. */
  public static QmpClient connect(Path socket, Duration limit) throws IOException {
    Deadline deadline = Deadline.in(limit);
    QmpClient client = new QmpClient(LineSocket.connect(socket, MOST_MESSAGE_BYTES, deadline));
    try {
      JsonNode greeting = JsonLines.parse(client.socket.readLine(deadline));
      if (!greeting.has("QMP")) {
        throw new ProtocolException(socket + " is not QEMU's monitor");
      }
      client.execute("qmp_capabilities", Map.of(), deadline.remaining());
      return client;
    } catch (IOException | RuntimeException e) {
      client.close();
      throw e;
    }
  }

  /**
   * Executes a command.
   *
   * @return the return value; an empty object for most commands
   * @throws QmpException when QEMU refuses
   */
  public synchronized JsonNode execute(String command, Map<String, ?> arguments, Duration limit)
      throws IOException {
    Deadline deadline = Deadline.in(limit);
    String id = "pim-" + ++lastId;
    socket.send(JsonLines.command(command, arguments, id), deadline);
    while (true) {
      JsonNode message = read(deadline);
      if (!message.has("event") && answers(message, id)) {
        return JsonLines.result(command, message);
      }
      // An event, or an answer to an earlier command that timed out.
    }
  }

  /**
   * Waits until QEMU reports that the guest's processors have stopped, as after a power-off or a
   * crash, at most for the limit. Earlier reports do not count.
   */
  synchronized void awaitStop(Duration limit) throws IOException {
    Deadline deadline = Deadline.in(limit);
    boolean stopped = false;
    while (!stopped && socket.awaitInput(deadline)) {
      // A message that has begun is read to its end, or its rest would be taken for the next one.
      stopped = read(Deadline.in(MESSAGE)).path("event").asText().equals("STOP");
    }
  }

  private JsonNode read(Deadline deadline) throws IOException {
    JsonNode message = JsonLines.parse(socket.readLine(deadline));
    // Only the first counts, because a machine that has stopped can still be reset.
    if (message.path("event").asText().equals("SHUTDOWN") && shutdownReason.isEmpty()) {
      shutdownReason = message.path("data").path("reason").asText();
    }
    return message;
  }

  /**
   * QEMU's word for the reason why the machine stopped, such as {@code guest-shutdown}. Empty
   * unless it stopped while this client was connected, and an answer was read since.
   */
  synchronized String shutdownReason() {
    return shutdownReason;
  }

  /**
   * Whether a message answers this command. QEMU omits the id only when it could not parse the
   * command at all.
   */
  private static boolean answers(JsonNode message, String id) {
    return message.path("id").asText(id).equals(id);
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
