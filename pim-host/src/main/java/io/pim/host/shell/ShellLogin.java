package io.pim.host.shell;

import io.pim.host.build.OpenBuild;
import io.pim.host.machine.BuildMachines;
import io.pim.host.machine.Phase;
import io.pim.model.files.PrivateFolders;
import io.pim.tools.qemu.VirtualMachine;
import io.pim.tools.ssh.AuthorizedKeys;
import io.pim.tools.ssh.Credentials;
import io.pim.tools.ssh.GuestSsh;
import io.pim.tools.ssh.LoginRule;
import io.pim.tools.ssh.RootShell;
import io.pim.tools.ssh.SshKeyPair;
import io.pim.tools.ssh.SshSession;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Finds a key that opens the system in a shell's machine, or installs one. */
final class ShellLogin {
  private static final int LAST_LINES = 15;
  private static final String ROOT_ITSELF = "that is root's own login";

  private final OpenBuild build;
  private final VirtualMachine machine;
  private final GuestSsh ssh;

  ShellLogin(OpenBuild build, VirtualMachine machine) {
    this.build = build;
    this.machine = machine;
    this.ssh = new GuestSsh(machine, hostKey());
  }

  /** The key that an instance gets when it boots. */
  static SshKeyPair instanceKey(OpenBuild build) throws IOException {
    return SshKeyPair.at(build.folder().shellKey());
  }

  /** Logs in as the user that cloud-init created, or as root if that user has no sudo. */
  ShellAccess instance(String user) throws IOException, InterruptedException {
    SshKeyPair key = instanceKey(build);
    try (SshSession session = await(user, Credentials.of(key))) {
      Optional<RootShell> root = RootShell.findIfAny(session, Optional.empty());
      return root.isEmpty() && ssh.opens("root", key)
          ? new ShellAccess(GuestSsh.forwarded(machine, "root"), key.file(), hostKey(), ROOT_ITSELF)
          : access(session, key, root);
    }
  }

  /**
   * Logs in with the build's key, the layer's key or the password, whichever works. If only the
   * password works, a new key is installed in the overlay.
   */
  ShellAccess installed(HeldDisk held) throws IOException, InterruptedException {
    List<SshKeyPair> keys = new ArrayList<>();
    if (Files.exists(build.folder().sshKey())) {
      keys.add(SshKeyPair.at(build.folder().sshKey()));
    }
    if (held.login().isPresent()) {
      PrivateFolders.write(build.folder().shellLayerKey(), held.login().get());
      keys.add(SshKeyPair.at(build.folder().shellLayerKey()));
    }
    Optional<String> password = build.contents().password();
    String user = build.plan().access().user();
    try (SshSession session = await(user, new Credentials(keys, password))) {
      for (SshKeyPair key : keys) {
        if (ssh.opens(user, key)) {
          return access(session, key, RootShell.findIfAny(session, password));
        }
      }
      SshKeyPair fresh = SshKeyPair.at(build.folder().shellKey());
      new AuthorizedKeys(session).install(AuthorizedKeys.line(fresh, build.id().text()));
      return access(session, fresh, RootShell.findIfAny(session, password));
    }
  }

  private ShellAccess access(SshSession session, SshKeyPair key, Optional<RootShell> root) {
    String how =
        root.map(RootShell::byHand)
            .map(typed -> typed.isEmpty() ? ROOT_ITSELF : "to be root: " + typed)
            .orElse("PIM found no way to become root there");
    return new ShellAccess(session.target(), key.file(), hostKey(), how);
  }

  private SshSession await(String user, Credentials credentials) throws InterruptedException {
    Duration limit =
        BuildMachines.scaled(build.plan().access().timeout(), machine.facts().accelerator());
    LoginRule rule =
        LoginRule.within(
            limit,
            build.plan().access().pollInterval(),
            () -> build.log().lastLines(machine.facts().consoleLog(), LAST_LINES));
    return ssh.await(user, credentials, rule);
  }

  private Path hostKey() {
    return Phase.SHELL.of(build).hostKey();
  }
}
