package io.pim.cli.worker.install;

import io.pim.cli.output.Complaint;
import io.pim.cli.output.ExitStatus;
import io.pim.model.files.PimFolders;
import io.pim.tools.process.Finished;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What an installation depends on in this process's surroundings.
 *
 * @param osName as in the system property {@code os.name}
 * @param uid of this process
 * @param environment as from {@link System#getenv()}
 * @param home of the user who runs the command
 * @param folders of the user who runs the command
 */
public record Platform(
    Machine machine,
    String osName,
    long uid,
    Map<String, String> environment,
    Path home,
    PimFolders folders) {
  private static final int HOME_FIELD = 8;

  public Platform {
    environment = Map.copyOf(environment);
  }

  /**
   * The installation for a scope, whether or not it exists.
   *
   * @throws io.pim.cli.output.CommandFailure when this system has no service manager that PIM
   *     knows, or the user is the wrong one
   */
  public Installation installation(Scope scope) throws InterruptedException {
    requireUser(scope);
    if (osName.toLowerCase(Locale.ROOT).startsWith("mac")) {
      return mac(scope);
    }
    if (!Files.isDirectory(machine.at(Systemd.RUNS))) {
      throw Complaint.of(ExitStatus.FAILED, "Neither systemd nor launchd runs on this machine.")
          .because(Systemd.RUNS + " does not exist")
          .advise("Have your own service manager run: pim worker run")
          .failure();
    }
    return scope == Scope.SYSTEM ? linuxSystem() : linuxUser();
  }

  private void requireUser(Scope scope) {
    if (scope == Scope.SYSTEM && uid != 0) {
      throw Complaint.of(ExitStatus.USAGE, "Only root can install the worker for the machine.")
          .advise("Use sudo; or --user for a worker that runs as you.")
          .failure();
    }
    if (scope == Scope.USER && uid == 0 && sudoUser().isPresent()) {
      throw Complaint.of(ExitStatus.USAGE, "Under sudo, --user would mean root.")
          .advise("Run the command without sudo.")
          .failure();
    }
  }

  private Optional<String> sudoUser() {
    return Optional.ofNullable(environment.get("SUDO_USER"))
        .filter(name -> name.matches("[A-Za-z_][A-Za-z0-9_.-]{0,63}") && !name.equals("root"));
  }

  private Installation linuxSystem() {
    return new Installation(machine, Layout.linuxSystem(), new Systemd(machine, Scope.SYSTEM));
  }

  private Installation linuxUser() throws InterruptedException {
    Path units = folders.config().getParent().resolve("systemd/user");
    Layout layout =
        Layout.of(
            Scope.USER,
            ofUser(answer("id", "-un")),
            home,
            folders,
            toml(home.resolve(".config")),
            units.resolve(Systemd.UNIT));
    return new Installation(machine, layout, new Systemd(machine, Scope.USER));
  }

  /** The worker of a Mac runs as the user who installs it: Homebrew's QEMU belongs to a user. */
  private Installation mac(Scope scope) throws InterruptedException {
    boolean system = scope == Scope.SYSTEM;
    if (system && sudoUser().isEmpty()) {
      throw Complaint.of(ExitStatus.USAGE, "The owner of the worker is unknown.")
          .because("on macOS the worker runs as the user who runs sudo, and there is none")
          .advise("Log in as that user and run the command with sudo.")
          .failure();
    }
    String user = system ? sudoUser().get() : answer("id", "-un");
    Path itsHome = system ? Path.of(answer("id", "-P", user).split(":", -1)[HOME_FIELD]) : home;
    PimFolders its = system ? PimFolders.of(Map.of(), itsHome, itsHome) : folders;
    Path plist = Path.of(Launchd.LABEL + ".plist");
    Path unit =
        system
            ? Path.of("/Library/LaunchDaemons").resolve(plist)
            : itsHome.resolve("Library/LaunchAgents").resolve(plist);
    Layout layout =
        Layout.of(
            scope,
            ofUser(user),
            itsHome,
            its,
            toml(itsHome.resolve("Library/Application Support")),
            unit);
    String domain = system ? "system" : "gui/" + uid;
    return new Installation(machine, layout, new Launchd(machine, scope, domain));
  }

  /** Where Temporal's own tools look, so that the user's commands find the service as well. */
  private Path toml(Path usual) {
    String named = environment.getOrDefault("TEMPORAL_CONFIG_FILE", "");
    return named.startsWith("/") && uid != 0
        ? Path.of(named)
        : usual.resolve("temporalio/temporal.toml");
  }

  private Owner ofUser(String user) throws InterruptedException {
    return new Owner(user, answer("id", "-gn", user));
  }

  private String answer(String... argv) throws InterruptedException {
    Finished finished = machine.run(List.of(argv));
    CommandStep.requireSuccess(finished, String.join(" ", argv));
    return finished.output().strip();
  }
}
