package io.pim.tools.qmp;

import com.fasterxml.jackson.databind.JsonNode;
import io.pim.tools.process.Deadline;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Saves a machine's memory and devices in a separate qcow2 file and loads them. To QEMU this is an
 * internal snapshot of a disk that no device uses. The command names only that disk, so QEMU
 * changes none of the guest's.
 */
final class MemoryFile {
  private static final String NODE = "memory";
  private static final String JOB = "memory";
  private static final String TAG = "memory";
  private static final Duration LOOK = Duration.ofMillis(10);

  private final QmpClient client;
  private final Duration limit;

  MemoryFile(QmpClient client, Duration limit) {
    this.client = client;
    this.limit = limit;
  }

  void save(Path file) throws IOException {
    run("snapshot-save", BlockNodes.memory(NODE, file));
  }

  void load(Path file, Path scratch) throws IOException {
    run("snapshot-load", BlockNodes.memoryReadOnly(NODE, file, scratch));
  }

  private void run(String command, Map<String, Object> node) throws IOException {
    removeForgotten();
    client.execute("blockdev-add", node, limit);
    try {
      client.execute(
          command,
          Map.of("job-id", JOB, "tag", TAG, "vmstate", NODE, "devices", List.of(NODE)),
          limit);
      awaitEnd(command);
    } finally {
      client.execute("blockdev-del", Map.of("node-name", NODE), limit);
    }
  }

  /**
   * Removes the node and job of a worker that was killed meanwhile; QEMU has ended the job itself.
   */
  private void removeForgotten() throws IOException {
    if (job() != null) {
      client.execute("job-dismiss", Map.of("id", JOB), limit);
    }
    for (JsonNode node : client.execute("query-named-block-nodes", Map.of("flat", true), limit)) {
      if (node.path("node-name").asText().equals(NODE)) {
        client.execute("blockdev-del", Map.of("node-name", NODE), limit);
      }
    }
  }

  private void awaitEnd(String command) throws IOException {
    Deadline end = Deadline.in(limit);
    while (true) {
      JsonNode job = job();
      if (job == null || job.path("status").asText().equals("concluded")) {
        client.execute("job-dismiss", Map.of("id", JOB), limit);
        if (job == null || job.has("error")) {
          throw new QmpException(
              command, "GenericError", job == null ? "" : job.path("error").asText());
        }
        return;
      }
      if (end.isOver()) {
        throw new SocketTimeoutException(command + " takes longer than " + limit);
      }
      pause();
    }
  }

  private JsonNode job() throws IOException {
    for (JsonNode job : client.execute("query-jobs", Map.of(), limit)) {
      if (job.path("id").asText().equals(JOB)) {
        return job;
      }
    }
    return null;
  }

  private static void pause() throws IOException {
    try {
      Thread.sleep(LOOK.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw (IOException) new InterruptedIOException().initCause(e);
    }
  }
}
