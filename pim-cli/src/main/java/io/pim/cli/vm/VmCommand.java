package io.pim.cli.vm;

import picocli.CommandLine.Command;

/** {@code pim vm}: a group of commands. */
@Command(
    name = "vm",
    header = "Virtual machines from built images.",
    description = {
      "",
      "Each has a disk of its own over the image, which is never written to; it runs in the"
          + " background of this host until it is stopped.",
      ""
    },
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      VmRunCommand.class,
      VmCreateCommand.class,
      VmStartCommand.class,
      VmListCommand.class,
      VmShowCommand.class,
      VmSshCommand.class,
      VmExecCommand.class,
      VmConsoleCommand.class,
      VmIpCommand.class,
      VmOsCommand.class,
      VmPortCommand.class,
      VmStopCommand.class,
      VmRmCommand.class
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  pim vm run developer         a VM of the newest image, ready to log in",
      "  pim vm ssh developer-1       log in",
      "  pim vm stop developer-1",
      "  pim vm rm developer-1        throw it away"
    })
public final class VmCommand {}
