package io.pim.tools.proxmox;

/** Where the API listens. */
public record ApiAddress(String host, int port) {
  @Override
  public String toString() {
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
  }
}
