package io.pim.tools.proxmox;

/** The address of the API. */
public record ApiAddress(String host, int port) {
  @Override
  public String toString() {
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
  }
}
