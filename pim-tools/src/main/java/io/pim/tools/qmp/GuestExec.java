package io.pim.tools.qmp;

import com.fasterxml.jackson.databind.JsonNode;
import io.pim.tools.process.Deadline;
import java.io.IOException;
import java.net.ProtocolException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/**
 * How a program the guest agent ran has ended.
 *
 * @param exitCode 128 and the signal's number for one that a signal ended
 */
public record GuestExec(int exitCode, String output, String errors) {
  private static final Duration POLL = Duration.ofMillis(200);
  private static final int SIGNALLED = 128;
  private static final int HIGHEST_CODE = 255;

  static GuestExec run(GuestAgent agent, List<String> argv, Duration most)
      throws IOException, InterruptedException {
    Deadline deadline = Deadline.in(most);
    Map<String, Object> arguments =
        Map.of("path", argv.get(0), "arg", argv.subList(1, argv.size()), "capture-output", true);
    long pid = agent.execute("guest-exec", arguments).path("pid").asLong();
    while (true) {
      JsonNode status = agent.execute("guest-exec-status", Map.of("pid", pid));
      if (status.path("exited").asBoolean()) {
        return from(status);
      }
      if (deadline.isOver()) {
        throw new SocketTimeoutException(argv.get(0) + " still runs in the guest");
      }
      // The agent tells of no exits: it has to be asked.
      Thread.sleep(deadline.remaining(POLL).toMillis());
    }
  }

  private static GuestExec from(JsonNode status) throws IOException {
    int code =
        status.has("signal")
            ? SIGNALLED + status.path("signal").asInt()
            : status.path("exitcode").asInt();
    if (code < 0 || code > HIGHEST_CODE) {
      // Only the last byte of it would come out of PIM: 256 would be taken for success.
      throw new ProtocolException("the guest agent told of exit status " + code);
    }
    return new GuestExec(code, text(status, "out-data"), text(status, "err-data"));
  }

  private static String text(JsonNode status, String field) throws IOException {
    try {
      byte[] bytes = Base64.getDecoder().decode(status.path(field).asText());
      return new String(bytes, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw new ProtocolException("the guest agent sent output that is not base64");
    }
  }
}
