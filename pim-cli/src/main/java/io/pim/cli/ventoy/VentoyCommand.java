package io.pim.cli.ventoy;

import picocli.CommandLine.Command;

/** {@code pim ventoy}: a group of commands. */
@Command(
    name = "ventoy",
    header = "USB devices that boot any of the catalog's ISOs, with Ventoy.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      VentoyPrepareCommand.class,
      VentoyCopyCommand.class,
      VentoyStatusCommand.class,
      VentoyConfigCommand.class
    })
public final class VentoyCommand {}
