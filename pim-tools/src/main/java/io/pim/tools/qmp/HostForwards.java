package io.pim.tools.qmp;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/**
 * Adds and removes forwarded ports of a running virtual machine. QEMU has no QMP command for it:
 * these are of the monitor for people, whose answer is empty where all went well.
 */
public final class HostForwards {
  private static final Duration LIMIT = Duration.ofSeconds(20);
  private static final String NETDEV = "net";

  private final Path monitor;

  public HostForwards(Path monitor) {
    this.monitor = monitor;
  }

  /**
   * Adds one.
   *
   * @param rule such as {@code tcp:127.0.0.1:8080-:80}
   * @throws QmpException when QEMU refuses, as for a port that is taken
   */
  public void add(String rule) throws IOException {
    String answer = tell("hostfwd_add " + NETDEV + " " + rule);
    if (!answer.isBlank()) {
      throw new QmpException("hostfwd_add", "GenericError", answer.strip());
    }
  }

  /**
   * Removes one; does nothing where it is not there.
   *
   * @param hostSide such as {@code tcp:127.0.0.1:8080}
   */
  public void remove(String hostSide) throws IOException {
    String answer = tell("hostfwd_remove " + NETDEV + " " + hostSide);
    if (!answer.contains("removed") && !answer.contains("not found")) {
      throw new QmpException("hostfwd_remove", "GenericError", answer.strip());
    }
  }

  private String tell(String command) throws IOException {
    try (QmpClient client = QmpClient.connect(monitor, LIMIT)) {
      JsonNode answer =
          client.execute("human-monitor-command", Map.of("command-line", command), LIMIT);
      return answer.asText();
    }
  }
}
