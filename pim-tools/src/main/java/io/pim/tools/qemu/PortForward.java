package io.pim.tools.qemu;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A TCP port of 127.0.0.1 that is forwarded to a port of the guest. */
public record PortForward(int hostPort, int guestPort) {
  private static final Pattern TEXT = Pattern.compile("(\\d{1,5}):(\\d{1,5})");

  public PortForward {
    require(hostPort);
    require(guestPort);
  }

  /**
   * Reads {@code HOST:GUEST}.
   *
   * @throws IllegalArgumentException for anything else
   */
  @JsonCreator
  public static PortForward parse(String text) {
    Matcher matcher = TEXT.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "'" + text + "' is not a pair of ports: write HOST:GUEST, such as 8080:80");
    }
    return new PortForward(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2)));
  }

  private static void require(int port) {
    if (port < 1 || port > 65535) {
      throw new IllegalArgumentException(port + " is not a port: ports are 1 to 65535");
    }
  }

  /** In the notation of QEMU's {@code hostfwd}. */
  public String rule() {
    return "tcp:127.0.0.1:" + hostPort + "-:" + guestPort;
  }

  @Override
  @JsonValue
  public String toString() {
    return hostPort + ":" + guestPort;
  }
}
