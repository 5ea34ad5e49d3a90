package io.pim.tools.guestserver;

/**
 * The address and secret of a server, so that a new one can take its place.
 *
 * @param secret the first part of its paths; write it only to files of mode 0600
 */
public record ServerFacts(int port, String secret) {
  @Override
  public String toString() {
    return "ServerFacts(port " + port + ")";
  }
}
