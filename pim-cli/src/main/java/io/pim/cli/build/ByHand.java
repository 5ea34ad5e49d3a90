package io.pim.cli.build;

import io.pim.cli.output.Terminal;
import io.pim.host.shell.RunningShell;
import io.pim.host.shell.ShellAccess;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/** For hosts without OpenSSH's client: keeps the machine running and explains how to log in. */
final class ByHand {
  private final Terminal terminal;

  ByHand(Terminal terminal) {
    this.terminal = terminal;
  }

  /** Returns when the person presses Enter or the machine ends. */
  void await(RunningShell shell, ShellAccess access) throws InterruptedException {
    terminal.err().println("There is no ssh on PATH (apt install openssh-client). Log in with:");
    terminal.err().println("  host         " + access.target().host());
    terminal.err().println("  port         " + access.target().port());
    terminal.err().println("  user         " + access.target().user());
    terminal.err().println("  private key  " + access.key());
    terminal.err().println("  host key in  " + access.knownHosts());
    terminal.err().println("Press Enter, or Ctrl-C, to end the machine.");
    try {
      CompletableFuture.anyOf(enter(), shell.onExit()).get();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    }
  }

  /** Reads on another thread, because reading cannot be interrupted. */
  private static CompletableFuture<Void> enter() {
    CompletableFuture<Void> pressed = new CompletableFuture<>();
    Thread reader =
        new Thread(
            () -> {
              try {
                int next = System.in.read();
                while (next != '\n' && next >= 0) {
                  next = System.in.read();
                }
                pressed.complete(null);
              } catch (IOException e) {
                pressed.completeExceptionally(e);
              }
            },
            "wait-for-enter");
    reader.setDaemon(true);
    reader.start();
    return pressed;
  }
}
