package io.pim.cli.worker;

import picocli.CommandLine.Command;

/** {@code pim worker}: a group of commands. */
@Command(
    name = "worker",
    header = "The process that does the work on a host.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      WorkerRunCommand.class,
      WorkerInviteCommand.class,
      WorkerInstallCommand.class,
      WorkerUninstallCommand.class
    })
public final class WorkerCommand {}
