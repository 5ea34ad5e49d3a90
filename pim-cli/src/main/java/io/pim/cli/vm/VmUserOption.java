package io.pim.cli.vm;

import picocli.CommandLine.Option;

/** The option that names the user of a login to a VM. */
final class VmUserOption {
  @Option(
      names = {"-l", "--user"},
      paramLabel = "NAME",
      description = "Log in as this user. Default: the VM's own user.")
  private String user;

  /** The user; null for the VM's own. */
  String user() {
    return user;
  }
}
