package io.pim.cli.deploy;

import picocli.CommandLine.Command;

/** {@code pim deploy}: a group of commands. */
@Command(
    name = "deploy",
    header = "Deploy images to targets, roll back, and remove older deployments.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      DeployRunCommand.class,
      DeployListCommand.class,
      DeployShowCommand.class,
      DeployWatchCommand.class,
      DeployLogsCommand.class,
      DeployRetryCommand.class,
      DeployAbortCommand.class,
      DeployCancelCommand.class,
      DeployRollbackCommand.class,
      DeployRmCommand.class
    })
public final class DeployCommand {}
