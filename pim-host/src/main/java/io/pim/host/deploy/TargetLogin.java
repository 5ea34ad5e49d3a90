package io.pim.host.deploy;

import io.pim.model.target.SshAccess;
import io.pim.tools.ssh.HostAccess;
import io.pim.tools.ssh.SshTarget;
import java.nio.file.Path;

/** How a target's host is logged in to over SSH, from its settings. */
public final class TargetLogin {
  private TargetLogin() {}

  /**
   * The login.
   *
   * @param usualHost the host where the settings name none
   * @param home what {@code ~} in the key's path means
   */
  public static HostAccess of(SshAccess ssh, String usualHost, Path home) {
    return new HostAccess(
        new SshTarget(
            ssh.host().orElse(usualHost),
            ssh.port(),
            ssh.user().orElseGet(() -> System.getProperty("user.name"))),
        ssh.key().map(path -> inHome(path, home)),
        ssh.hostKey(),
        home);
  }

  private static Path inHome(String path, Path home) {
    return path.startsWith("~/") ? home.resolve(path.substring("~/".length())) : Path.of(path);
  }
}
