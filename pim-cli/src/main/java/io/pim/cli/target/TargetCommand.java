package io.pim.cli.target;

import picocli.CommandLine.Command;

/** {@code pim target}: a group of commands. */
@Command(
    name = "target",
    header = "List the targets that images are deployed to, and check them.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {TargetListCommand.class, TargetCheckCommand.class})
public final class TargetCommand {}
