package io.pim.activities.provision;

import io.pim.host.build.StepContext;
import io.pim.host.machine.Phase;
import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
import io.pim.tools.qemu.VirtualMachine;
import io.pim.tools.ssh.GuestSsh;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/**
 * The network of a guest that was started from a warm checkpoint. PIM needs none to reach its root
 * shell, but the guest's scripts do. Its SSH server's greeting proves that both directions work.
 */
final class GuestGreeting {
  private static final Duration LIMIT = Duration.ofSeconds(30);

  private final CompletableFuture<Void> greeting;

  private GuestGreeting(CompletableFuture<Void> greeting) {
    this.greeting = greeting;
  }

  /** Listens during other work. */
  static GuestGreeting listen(StepContext step, VirtualMachine machine) {
    Duration limit = LIMIT.multipliedBy(machine.facts().accelerator().silence());
    return new GuestGreeting(
        new GuestSsh(machine, Phase.GUEST.of(step.build()).hostKey())
            .greeting(step.build().plan().access().user(), limit));
  }

  /** Waits for the greeting. */
  void require() throws InterruptedException {
    try {
      greeting.get();
    } catch (ExecutionException e) {
      throw BuildFailure.of(FailureKind.TOOL_FAILED, "The guest's network does not work.")
          .why("its SSH server sent no greeting")
          .todo("Nothing: the layer is booted.")
          .causedBy(e.getCause())
          .build();
    }
  }
}
