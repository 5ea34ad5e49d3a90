package io.pim.tools.guestserver;

/**
 * Where a server was, so that one that starts anew can be found at the same place.
 *
 * @param secret the first part of its paths; only to be written to files of mode 0600
 */
public record ServerFacts(int port, String secret) {
  @Override
  public String toString() {
    return "ServerFacts(port " + port + ")";
  }
}
