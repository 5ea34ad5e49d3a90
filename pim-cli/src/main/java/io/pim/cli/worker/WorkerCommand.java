package io.pim.cli.worker;

import picocli.CommandLine.Command;

/** {@code pim worker}: a group of commands. */
@Command(
    name = "worker",
    header = "The hosts that build, and the process that does their work.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      WorkerRunCommand.class,
      WorkerInviteCommand.class,
      WorkerInstallCommand.class,
      WorkerUninstallCommand.class,
      WorkerListCommand.class,
      WorkerDrainCommand.class,
      WorkerUndrainCommand.class,
      WorkerRmCommand.class
    })
public final class WorkerCommand {}
