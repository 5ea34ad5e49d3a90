package io.pim.cli.vm;

import picocli.CommandLine.Command;

/** {@code pim vm}: a group of commands. */
@Command(
    name = "vm",
    header = "Virtual machines from built images.",
    description = {
      "",
      "Each VM has its own disk on top of the image, which is never changed, and runs in the "
          + "background on this host until it is stopped.",
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
      VmCpCommand.class,
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
      "  pim vm cp notes developer-1: copy a file there",
      "  pim vm stop developer-1",
      "  pim vm rm developer-1        remove it"
    })
public final class VmCommand {}
