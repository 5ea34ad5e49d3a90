package io.pim.cli.vm;

import io.pim.cli.output.SafeText;
import io.pim.cli.shell.CliContext;
import io.pim.host.vm.VmRecord;
import io.pim.tools.qemu.VirtualMachine;
import io.pim.worker.VmTools;
import java.io.IOException;
import java.io.PrintWriter;
import picocli.CommandLine.Option;

/** The option whether a command that starts a machine waits for its guest. */
final class VmWaitOption {
  @Option(
      names = "--no-wait",
      description = "Do not wait until SSH answers and cloud-init is done.")
  private boolean noWait;

  /** Waits for the guest, and explains how to log in. */
  void ready(CliContext context, VmTools tools, VmRecord record, VirtualMachine machine)
      throws IOException, InterruptedException {
    PrintWriter out = context.out();
    String name = record.name().text();
    out.println("VM " + name + " runs, with " + machine.facts().accelerator());
    if (!noWait) {
      context.err().println("waiting for SSH and cloud-init; Ctrl-C leaves the VM running");
      String cloudInit = tools.login().await(record, machine, record.user(), line -> {});
      if (!cloudInit.isEmpty() && !cloudInit.equals("none")) {
        out.println("cloud-init: " + SafeText.line(cloudInit.replaceFirst("^status: ", "")));
      }
    }
    if (record.network().forwardsPorts()) {
      out.println(
          "  SSH       127.0.0.1:"
              + machine.sshPort().orElseThrow()
              + ", user "
              + record.user()
              + ": pim vm ssh "
              + name);
    } else {
      out.println("  SSH       user " + record.user() + ": pim vm ssh " + name);
    }
    record
        .network()
        .forwards()
        .forEach(
            port ->
                out.println(
                    "  port      127.0.0.1:" + port.hostPort() + " -> " + port.guestPort()));
    out.println("  console   pim vm console " + name);
    out.println("  stop      pim vm stop " + name);
    out.flush();
  }
}
