package io.pim.cli.worker;

import com.sun.security.auth.module.UnixSystem;
import io.pim.cli.shell.CliContext;
import io.pim.cli.worker.install.Installation;
import io.pim.cli.worker.install.Platform;
import io.pim.cli.worker.install.Scope;
import io.pim.cli.worker.install.ThisSystem;
import io.pim.tools.process.ProcessRunner;
import io.pim.tools.process.Tools;
import java.util.LinkedHashSet;
import java.util.Set;
import picocli.CommandLine.Option;

/** The options of commands that install or remove a worker. */
public final class ServiceOptions {
  @Option(
      names = "--user",
      description = "The worker runs as you, from your folders, also while you are not logged in.")
  private boolean user;

  @Option(names = "--dry-run", description = "Show the changes and make none.")
  private boolean dryRun;

  boolean isUser() {
    return user;
  }

  boolean isDryRun() {
    return dryRun;
  }

  Installation installation(CliContext context) throws InterruptedException {
    return new Platform(
            new ThisSystem(new ProcessRunner(), Tools.of(context.environment())),
            System.getProperty("os.name", ""),
            new UnixSystem().getUid(),
            context.environment(),
            CliContext.home(context.environment()),
            context.folders())
        .installation(user ? Scope.USER : Scope.SYSTEM);
  }

  /** The users whose files this command accepts: this one, and under sudo the one who ran it. */
  Set<Long> trusted(CliContext context) {
    Set<Long> trusted = new LinkedHashSet<>();
    long own = new UnixSystem().getUid();
    trusted.add(own);
    String sudo = context.environment().getOrDefault("SUDO_UID", "");
    if (own == 0 && sudo.matches("\\d{1,10}")) {
      trusted.add(Long.parseLong(sudo));
    }
    return trusted;
  }
}
