package io.pim.tools.proxmox.fake;

/**
 * The server's limits.
 *
 * @param stallMillis how long a connection may be silent. Proxmox's own server waits 5 s; tests on
 *     a machine under load need more
 */
record ServerRules(int stallMillis) {
  static final ServerRules PATIENT = new ServerRules(120_000);
}
