package io.pim.tools.guestserver;

import java.net.InetSocketAddress;

/** Whose connections a server answers; the others are closed without a word. */
@FunctionalInterface
public interface Clients {
  /** Whoever gets through to the server. */
  Clients ANYBODY = (client, server) -> true;

  /** Whether a connection that was just accepted is answered; asked in the server's thread. */
  boolean isWelcome(InetSocketAddress client, InetSocketAddress server);
}
