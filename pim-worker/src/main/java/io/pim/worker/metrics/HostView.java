package io.pim.worker.metrics;

import io.pim.host.claim.VmSlots;
import io.pim.host.store.LayerTotals;
import io.pim.model.registry.Registry;
import io.pim.model.unit.Architecture;
import io.pim.tools.qemu.Accelerator;
import java.io.IOException;

/**
 * The parts of a host that its metrics describe.
 *
 * @param pimVersion of the worker
 * @param accelerator the fastest one that the host offers for its own architecture
 */
public record HostView(
    String pimVersion,
    Architecture architecture,
    Accelerator accelerator,
    VmSlots slots,
    Registry registry,
    Layers layers,
    WorkflowCounts workflows) {

  /** Measures the layers of the host. */
  @FunctionalInterface
  public interface Layers {
    LayerTotals measure() throws IOException, InterruptedException;
  }
}
