package io.pim.cli.vm;

import io.pim.cli.shell.CliContext;
import io.pim.host.vm.VmRecord;
import io.pim.model.files.VmFolder;
import io.pim.tools.process.TerminalRunner;
import io.pim.tools.qemu.VirtualMachine;
import io.pim.tools.ssh.SshCommandLine;
import io.pim.tools.ssh.SshTarget;
import io.pim.worker.VmTools;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
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
              + "arguments, of which each stays one word.")
  private List<String> command = List.of();

  @Option(
      names = {"-l", "--user"},
      paramLabel = "NAME",
      description = "Default: the VM's own user.")
  private String user;

  VmSshCommand(CliContext context) {
    this.context = context;
  }

  @Override
  public Integer call() throws Exception {
    VmTools tools = context.vms();
    VmRecord record = new VmNames(tools.store()).record(vm.name());
    VirtualMachine machine = tools.states().require(record.name());
    Path ssh = tools.tools().require("ssh", "install OpenSSH's client: apt install openssh-client");
    VmFolder folder = tools.store().folder(record.name());
    if (Files.notExists(folder.hostKey())) {
      context.err().println("waiting for SSH, the first time");
    }
    tools.login().ensurePinned(record, machine, line -> {});
    SshTarget target = tools.login().target(record, machine, user == null ? record.user() : user);
    return new TerminalRunner()
        .run(SshCommandLine.build(ssh, target, folder.sshKey(), folder.hostKey(), command));
  }
}
