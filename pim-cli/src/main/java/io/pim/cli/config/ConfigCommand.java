package io.pim.cli.config;

import picocli.CommandLine.Command;

/** {@code pim config}: a group of commands. */
@Command(
    name = "config",
    header = "The configuration, and what is wrong with it.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {ConfigCheckCommand.class, ConfigShowCommand.class, ConfigPathCommand.class})
public final class ConfigCommand {}
