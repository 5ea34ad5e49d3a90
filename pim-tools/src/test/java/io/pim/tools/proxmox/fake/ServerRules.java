package io.pim.tools.proxmox.fake;

/**
 * How patient the server is.
 *
 * @param stallMillis how long a connection may be silent; 5 s at Proxmox's own
 */
record ServerRules(int stallMillis) {
  static final ServerRules USUAL = new ServerRules(5_000);
}
