package io.pim.model.unit;

import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An address to listen on, written {@code HOST:PORT}. A port alone means this machine only, because
 * opening a port to other machines should be a deliberate choice.
 *
 * @param host a name or an address of this machine
 * @param port 0 for any free one
 */
public record ListenAddress(String host, int port) {
  /** The address that only programs on the same machine reach. */
  public static final String LOOPBACK = "127.0.0.1";

  private static final Pattern TEXT =
      Pattern.compile("(?:(\\[[0-9A-Fa-f:.]+]|[A-Za-z0-9._-]+):)?(\\d{1,5})");

  private static final int LAST_PORT = 65535;

  public ListenAddress {
    if (port < 0 || port > LAST_PORT) {
      throw new IllegalArgumentException("a port is at most " + LAST_PORT + ", but is " + port);
    }
  }

  /** Reads an address; empty for other text, and for port 0, which nobody could find again. */
  public static Optional<ListenAddress> tryParse(String text) {
    Matcher matcher = TEXT.matcher(text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    int port = Integer.parseInt(matcher.group(2));
    return port == 0 || port > LAST_PORT
        ? Optional.empty()
        : Optional.of(
            new ListenAddress(Optional.ofNullable(matcher.group(1)).orElse(LOOPBACK), port));
  }

  /** For a server's socket. This looks up a host name. */
  public InetSocketAddress socket() {
    return new InetSocketAddress(host, port);
  }

  @Override
  public String toString() {
    return host + ":" + port;
  }
}
