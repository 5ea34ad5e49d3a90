package io.pim.activities.provision;

import io.pim.model.failure.BuildFailure;
import io.pim.tools.process.ProcessIdentity;
import io.pim.tools.qemu.VirtualMachine;
import io.pim.tools.ssh.RootShell;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Keeps a login to each machine open between steps, because a script can remove every key, but
 * cannot close an existing connection. It is closed when the machine ends. Without one, the next
 * step logs in again.
 */
final class OpenLogins {
  private static final Duration LOOK = Duration.ofSeconds(20);

  private final Map<ProcessIdentity, RootShell> idle = new ConcurrentHashMap<>();

  /**
   * The login that a step left open, if it still answers as root; it then belongs to the caller.
   */
  Optional<RootShell> take(VirtualMachine machine) throws InterruptedException {
    RootShell root = idle.remove(machine.facts().process());
    if (root == null) {
      return Optional.empty();
    }
    boolean answers = false;
    try {
      answers = root.isOpen() && root.run(":", new byte[0], LOOK).status().isSuccess();
    } catch (BuildFailure e) {
      // The connection was lost meanwhile.
    } finally {
      if (!answers) {
        root.close();
      }
    }
    return answers ? Optional.of(root) : Optional.empty();
  }

  /** Keeps a login after a step. */
  void keep(VirtualMachine machine, RootShell root) {
    if (!root.isOpen()) {
      root.close();
      return;
    }
    ProcessIdentity process = machine.facts().process();
    RootShell before = idle.put(process, root);
    if (before != null && before != root) {
      before.close();
    }
    var unused = machine.onExit().thenRun(() -> forget(process));
  }

  /** Closes the login to a machine whose system goes down. */
  void forget(VirtualMachine machine) {
    forget(machine.facts().process());
  }

  private void forget(ProcessIdentity process) {
    RootShell root = idle.remove(process);
    if (root != null) {
      root.close();
    }
  }
}
