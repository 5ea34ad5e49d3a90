package io.pim.worker.connection;

import io.pim.model.json.Json;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * The message by which a worker reports to the process that started it that it accepts work.
 *
 * @param hostId the host's stable id
 * @param taskQueues the queues it polls
 */
public record WorkerReady(String hostId, List<String> taskQueues) {
  /** The environment variable with the file for this message; unset when nobody waits. */
  public static final String FILE_VARIABLE = "PIM_WORKER_READY_FILE";

  public WorkerReady {
    taskQueues = List.copyOf(taskQueues);
  }

  /**
   * Writes the message, if somebody waits for it.
   *
   * @param environment as from {@link System#getenv()}
   */
  public void announce(Map<String, String> environment) throws IOException {
    String file = environment.getOrDefault(FILE_VARIABLE, "");
    if (!file.isEmpty()) {
      Json.write(Path.of(file), this);
    }
  }
}
