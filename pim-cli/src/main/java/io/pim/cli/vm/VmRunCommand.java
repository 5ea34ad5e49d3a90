package io.pim.cli.vm;

import io.pim.cli.output.ExitStatus;
import io.pim.cli.shell.CliContext;
import io.pim.host.vm.VmRecord;
import io.pim.tools.qemu.VirtualMachine;
import io.pim.worker.VmTools;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code pim vm run}. */
@Command(
    name = "run",
    header = "Make a VM from an image, and start it.",
    description = {
      "",
      "The image is only read; the VM writes to its own disk on top of it. It runs in the "
          + "background until it is stopped, and can be started again.",
      ""
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  pim vm run developer",
      "  pim vm run developer --name web --memory 4G --disk 40G -p 8080:80",
      "  pim vm run developer --rm --console         removed when stopped",
      "  pim vm run ./debian.qcow2 --user admin --key ~/.ssh/work.pub",
      "  pim vm run developer --arch arm64           emulated on other hosts"
    })
final class VmRunCommand implements Callable<Integer> {
  private final CliContext context;
  @Mixin private VmOptions options;

  @Option(names = "--rm", description = "Remove the VM when it stops.")
  private boolean removeWhenStopped;

  @Option(names = "--console", description = "Attach to its console at once instead of waiting.")
  private boolean console;

  @Mixin private VmWaitOption wait;

  VmRunCommand(CliContext context) {
    this.context = context;
  }

  @Override
  public Integer call() throws Exception {
    VmTools tools = context.vms();
    tools.stop().removeEnded();
    VmRecord record = tools.create().create(options.wish(context, tools, removeWhenStopped));
    VirtualMachine machine = start(tools, record);
    if (console) {
      return new ConsoleSession(context, tools).attach(record.name());
    }
    wait.ready(context, tools, record, machine);
    return ExitStatus.DONE;
  }

  /** Starts the VM, and removes it when that fails, because nobody needs a VM that never ran. */
  private static VirtualMachine start(VmTools tools, VmRecord record) throws Exception {
    boolean started = false;
    try {
      VirtualMachine machine = tools.start().start(record).orElseThrow();
      started = true;
      return machine;
    } finally {
      if (!started) {
        tools.stop().remove(record.name(), true);
      }
    }
  }
}
