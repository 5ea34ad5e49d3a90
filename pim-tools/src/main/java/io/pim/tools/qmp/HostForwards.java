package io.pim.tools.qmp;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/**
 * Adds and removes forwarded ports of a running virtual machine. QMP has no command for that, so
 * this uses the human monitor, whose answer is empty on success.
 */
public final class HostForwards {
  private static final Duration LIMIT = Duration.ofSeconds(20);
  private static final String NETDEV = "net";

  private final Path monitor;

  public HostForwards(Path monitor) {
    this.monitor = monitor;
  }

  /**
   * Adds a forwarded port.
   *
   * @param rule such as {@code tcp:127.0.0.1:8080-:80}
   * @throws QmpException when QEMU refuses, for example because the port is in use
   */
  public void add(String rule) throws IOException {
    String answer = execute("hostfwd_add " + NETDEV + " " + rule);
    if (!answer.isBlank()) {
      throw new QmpException("hostfwd_add", "GenericError", answer.strip());
    }
  }

  /**
   * Removes a forwarded port, if it exists.
   *
   * @param hostSide such as {@code tcp:127.0.0.1:8080}
   */
  public void remove(String hostSide) throws IOException {
    String answer = execute("hostfwd_remove " + NETDEV + " " + hostSide);
    if (!answer.contains("removed") && !answer.contains("not found")) {
      throw new QmpException("hostfwd_remove", "GenericError", answer.strip());
    }
  }

  private String execute(String command) throws IOException {
    try (QmpClient client = QmpClient.connect(monitor, LIMIT)) {
      JsonNode answer =
          client.execute("human-monitor-command", Map.of("command-line", command), LIMIT);
      return answer.asText();
    }
  }
}
