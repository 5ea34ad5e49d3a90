package io.pim.tools.guestserver;

import java.net.InetSocketAddress;

/** Decides which connections a server answers. It closes all others without an answer. */
@FunctionalInterface
public interface Clients {
  /** Accepts everybody who reaches the server. */
  Clients ANYBODY = (client, server) -> true;

  /** Whether to answer a connection that was just accepted; called on the server's thread. */
  boolean isWelcome(InetSocketAddress client, InetSocketAddress server);
}
