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
 * The result of a program that the guest agent ran.
 *
 * @param exitCode 128 plus the signal's number if a signal ended it
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
      // The agent does not report exits, so PIM must poll.
      Thread.sleep(deadline.remaining(POLL).toMillis());
    }
  }

  private static GuestExec from(JsonNode status) throws IOException {
    int code =
        status.has("signal")
            ? SIGNALLED + status.path("signal").asInt()
            : status.path("exitcode").asInt();
    if (code < 0 || code > HIGHEST_CODE) {
      // PIM's own exit status keeps only the last byte, so 256 would look like success.
      throw new ProtocolException("the guest agent reported exit status " + code);
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
