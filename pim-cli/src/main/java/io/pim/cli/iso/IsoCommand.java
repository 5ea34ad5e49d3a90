package io.pim.cli.iso;

import picocli.CommandLine.Command;

/** {@code pim iso}: a group of commands. */
@Command(
    name = "iso",
    header = "Installer ISOs.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      IsoListCommand.class,
      IsoDownloadCommand.class,
      IsoVerifyCommand.class,
      IsoAddCommand.class,
      IsoRmCommand.class
    })
public final class IsoCommand {}
