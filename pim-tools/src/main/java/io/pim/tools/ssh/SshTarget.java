package io.pim.tools.ssh;

/**
 * The address and user of a login.
 *
 * @param host an address or name as seen from this machine
 */
public record SshTarget(String host, int port, String user) {
  @Override
  public String toString() {
    return user + "@" + host + ":" + port;
  }
}
