package io.pim.cli.vm;

import io.pim.cli.shell.CliContext;
import io.pim.host.vm.VmRecord;
import io.pim.model.files.VmFolder;
import io.pim.model.files.VmName;
import io.pim.tools.qemu.VirtualMachine;
import io.pim.tools.ssh.SshCommandLine;
import io.pim.tools.ssh.SshTarget;
import io.pim.worker.VmTools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A login to a running VM by this host's ssh, with the VM's own key and pinned host key. */
record VmLoginShell(Path ssh, SshTarget target, VmFolder folder) {
  /**
   * Prepares a login; waits for the VM's SSH server the first time.
   *
   * @param user null for the VM's own user
   */
  static VmLoginShell of(CliContext context, VmName name, String user)
      throws IOException, InterruptedException {
    VmTools tools = context.vms();
    VmRecord record = new VmNames(tools.store()).record(name);
    VirtualMachine machine = tools.states().require(record.name());
    Path ssh = tools.tools().require("ssh", "install OpenSSH's client: apt install openssh-client");
    VmFolder folder = tools.store().folder(record.name());
    if (Files.notExists(folder.hostKey())) {
      context.err().println("waiting for SSH, the first time");
    }
    tools.login().ensurePinned(record, machine, line -> {});
    SshTarget target = tools.login().target(record, machine, user == null ? record.user() : user);
    return new VmLoginShell(ssh, target, folder);
  }

  /**
   * The command line of ssh.
   *
   * @param command a program and its arguments there; empty for an interactive session
   */
  List<String> argv(List<String> command) {
    return SshCommandLine.build(ssh, target, folder.sshKey(), folder.hostKey(), command);
  }
}
