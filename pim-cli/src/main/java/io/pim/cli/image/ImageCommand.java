package io.pim.cli.image;

import picocli.CommandLine.Command;

/** {@code pim image}: a group of commands. */
@Command(
    name = "image",
    header = "Finished images.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      ImageListCommand.class,
      ImageShowCommand.class,
      ImageVerifyCommand.class,
      ImageExportCommand.class,
      ImageImportCommand.class,
      ImageRmCommand.class,
      ImagePruneCommand.class,
      ImagePushCommand.class,
      ImagePullCommand.class,
      ImageTagCommand.class
    })
public final class ImageCommand {}
