package io.pim.tools.qemu;

import io.pim.model.failure.BuildFailure;
import io.pim.model.files.RuntimeFiles;
import io.pim.tools.qmp.Monitor;
import io.pim.tools.qmp.QmpException;
import java.io.IOException;
import java.time.Duration;

/**
 * Queries and commands for a machine's QEMU, each over a connection of its own. A QEMU that does
 * not do what it is asked is a {@link BuildFailure}: VM_LOST if it has ended, VM_HUNG if it does
 * not answer, DISK_FULL or TOOL_FAILED if it refuses.
 */
final class MachineMonitor {
  /** Long enough for a QEMU that was stopped for a moment, or got no processor time. */
  static final Duration CONNECT = Duration.ofSeconds(60);

  private static final Duration END = Duration.ofSeconds(1);

  private final VmFacts facts;
  private final RuntimeFiles files;
  private final MachineFailures failures;

  MachineMonitor(VmFacts facts, RuntimeFiles files, MachineFailures failures) {
    this.facts = facts;
    this.files = files;
    this.failures = failures;
  }

  /** A query with an answer. */
  interface Query<T> {
    T ask(Monitor monitor) throws IOException;
  }

  /** A command without an answer. */
  interface Order {
    void send(Monitor monitor) throws IOException;
  }

  /**
   * Queries QEMU.
   *
   * @param failed what the failure says
   */
  <T> T ask(String failed, Query<T> query) throws InterruptedException {
    try (Monitor monitor = Monitor.connect(files.qmp(), CONNECT)) {
      return query.ask(monitor);
    } catch (QmpException e) {
      throw failures.refused(failed, e);
    } catch (IOException e) {
      throwIfInterrupted();
      // A dying QEMU closes its sockets shortly before it ends.
      throw facts.process().awaitExit(END) ? failures.lost() : failures.silent(failed, e);
    }
  }

  /** Makes QEMU do something; the failure as in {@link #ask}. */
  void order(String failed, Order order) throws InterruptedException {
    ask(
        failed,
        monitor -> {
          order.send(monitor);
          return true;
        });
  }

  static void throwIfInterrupted() throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
  }
}
