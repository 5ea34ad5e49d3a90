package io.pim.cli.build;

import picocli.CommandLine.Command;

/** {@code pim build}: a group of commands. */
@Command(
    name = "build",
    header = "Build images: run, watch, fix and end builds.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      BuildRunCommand.class,
      BuildListCommand.class,
      BuildShowCommand.class,
      BuildWatchCommand.class,
      BuildLogsCommand.class,
      BuildShellCommand.class,
      BuildRetryCommand.class,
      BuildAbortCommand.class,
      BuildCancelCommand.class,
      BuildCleanCommand.class
    })
public final class BuildCommand {}
