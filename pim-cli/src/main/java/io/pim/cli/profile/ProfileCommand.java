package io.pim.cli.profile;

import picocli.CommandLine.Command;

/** {@code pim profile}: a group of commands. */
@Command(
    name = "profile",
    header = "Profiles: what to install.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      ProfileListCommand.class,
      ProfileShowCommand.class,
      ProfileAddCommand.class,
      ProfileEditCommand.class,
      ProfileDiffCommand.class
    })
public final class ProfileCommand {}
