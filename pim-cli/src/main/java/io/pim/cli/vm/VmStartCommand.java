package io.pim.cli.vm;

import io.pim.cli.output.ExitStatus;
import io.pim.cli.shell.CliContext;
import io.pim.host.vm.VmRecord;
import io.pim.tools.qemu.VirtualMachine;
import io.pim.worker.VmTools;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code pim vm start}. */
@Command(
    name = "start",
    header = "Start a VM.",
    footerHeading = "%nExamples:%n",
    footer = {"  pim vm start developer-1", "  pim vm start developer-1 --console"})
final class VmStartCommand implements Callable<Integer> {
  private final CliContext context;
  @Mixin private VmParameter vm;

  @Option(names = "--console", description = "Attach to its console at once instead of waiting.")
  private boolean console;

  @Mixin private VmWaitOption wait;

  VmStartCommand(CliContext context) {
    this.context = context;
  }

  @Override
  public Integer call() throws Exception {
    VmTools tools = context.vms();
    VmRecord record = new VmNames(tools.store()).record(vm.name());
    Optional<VirtualMachine> started = tools.start().start(record);
    if (started.isEmpty()) {
      context.err().println("VM " + record.name() + " is already running");
    }
    if (console) {
      return new ConsoleSession(context, tools).attach(record.name());
    }
    if (started.isPresent()) {
      wait.ready(context, tools, record, started.get());
    }
    return ExitStatus.DONE;
  }
}
