package io.pim.tools.proxmox.fake;

/**
 * The sender of a request.
 *
 * @param name a user such as {@code deploy@pve}, or a token such as {@code deploy@pve!ci}
 */
record Identity(String name) {
  boolean isToken() {
    return name.contains("!");
  }

  String user() {
    return isToken() ? name.substring(0, name.indexOf('!')) : name;
  }

  /** A user owns the tasks of the user's tokens; a token owns only its own. */
  boolean owns(String taskUser) {
    return taskUser.equals(name) || (!isToken() && taskUser.startsWith(name + "!"));
  }
}
