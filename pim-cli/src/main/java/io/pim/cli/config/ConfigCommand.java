package io.pim.cli.config;

import picocli.CommandLine.Command;

/** {@code pim config}: a group of commands. */
@Command(
    name = "config",
    header = "Show and check the configuration.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      ConfigCheckCommand.class,
      ConfigShowCommand.class,
      ConfigPathCommand.class,
      ConfigSchemaCommand.class
    })
public final class ConfigCommand {}
