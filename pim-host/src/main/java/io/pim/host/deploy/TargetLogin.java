package io.pim.host.deploy;

import io.pim.model.files.HomePath;
import io.pim.model.target.SshAccess;
import io.pim.tools.ssh.HostAccess;
import io.pim.tools.ssh.SshTarget;
import java.nio.file.Path;

/** Finds in a target's settings how PIM logs in to its host over SSH. */
public final class TargetLogin {
  private TargetLogin() {}

  /**
   * The login that the settings ask for.
   *
   * @param usualHost the host if the settings name none
   * @param home the folder for {@code ~} in the key's path
   */
  public static HostAccess of(SshAccess ssh, String usualHost, Path home) {
    return new HostAccess(
        new SshTarget(
            ssh.host().orElse(usualHost),
            ssh.port(),
            ssh.user().orElseGet(() -> System.getProperty("user.name"))),
        ssh.key().map(path -> HomePath.of(path, home)),
        ssh.hostKey(),
        home);
  }
}
