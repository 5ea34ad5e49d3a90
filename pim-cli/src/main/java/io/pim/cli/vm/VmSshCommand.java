package io.pim.cli.vm;

import io.pim.cli.shell.CliContext;
import io.pim.tools.process.TerminalRunner;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code pim vm ssh}. */
@Command(
    name = "ssh",
    header = "Log in to a VM, or run a command there.",
    description = {
      "",
      "Uses this host's ssh with the VM's own key and its pinned host key, and ignores your "
          + "ssh_config.",
      ""
    },
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {" :ssh's: the command's own, or 255"},
    footerHeading = "%nExamples:%n",
    footer = {
      "  pim vm ssh developer-1",
      "  pim vm ssh developer-1 -- uname -a",
      "  pim vm ssh developer-1 -- 'uname -a; id | wc -w'",
      "  pim vm ssh developer-1 -- sh -c 'cat > notes' < notes",
      "  pim vm ssh developer-1 --user root"
    })
final class VmSshCommand implements Callable<Integer> {
  private final CliContext context;
  @Mixin private VmParameter vm;

  @Parameters(
      index = "1..*",
      arity = "0..*",
      paramLabel = "COMMAND",
      description =
          "After --: a line for the guest's shell in quotes, as with ssh; or a program and its "
              + "arguments, each of which stays one word.")
  private List<String> command = List.of();

  @Mixin private VmUserOption user;

  VmSshCommand(CliContext context) {
    this.context = context;
  }

  @Override
  public Integer call() throws Exception {
    return new TerminalRunner().run(VmLoginShell.of(context, vm.name(), user.user()).argv(command));
  }
}
