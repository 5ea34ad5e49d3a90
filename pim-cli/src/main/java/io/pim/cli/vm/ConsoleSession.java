package io.pim.cli.vm;

import io.pim.cli.output.ExitStatus;
import io.pim.cli.shell.CliContext;
import io.pim.model.files.VmName;
import io.pim.tools.process.RawTerminal;
import io.pim.worker.VmTools;
import java.io.IOException;
import java.util.Optional;

/** Connects a person to a VM's console with this process's terminal. */
final class ConsoleSession {
  private final CliContext context;
  private final VmTools tools;

  ConsoleSession(CliContext context, VmTools tools) {
    this.context = context;
    this.tools = tools;
  }

  int attach(VmName name) throws IOException, InterruptedException {
    tools.states().require(name);
    context.err().println("console of " + name + "; Ctrl-] detaches, Enter shows the prompt");
    boolean detached = attachRaw(name);
    context.err().println();
    context
        .err()
        .println(detached ? "detached; " + name + " keeps running" : "VM " + name + " has ended");
    return ExitStatus.DONE;
  }

  private boolean attachRaw(VmName name) throws IOException {
    Optional<RawTerminal> raw = RawTerminal.take(tools.tools());
    try {
      return tools.console().attach(name, System.in, System.out);
    } finally {
      raw.ifPresent(RawTerminal::close);
    }
  }
}
