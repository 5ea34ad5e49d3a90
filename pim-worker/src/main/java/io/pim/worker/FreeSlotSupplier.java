package io.pim.worker;

import io.pim.host.claim.VmSlots;
import io.temporal.worker.tuning.ActivitySlotInfo;
import io.temporal.worker.tuning.SlotMarkUsedContext;
import io.temporal.worker.tuning.SlotPermit;
import io.temporal.worker.tuning.SlotReleaseContext;
import io.temporal.worker.tuning.SlotReserveContext;
import io.temporal.worker.tuning.SlotSupplier;
import io.temporal.worker.tuning.SlotSupplierFuture;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets this host poll for claims only while a VM slot is free. It issues one permit at a time, and
 * the next one after the SDK has released the first.
 *
 * <p>Nothing here throws, because an exception would end the SDK's poller and lose the permit. If
 * the slots cannot be read, none counts as free until the next check.
 */
final class FreeSlotSupplier implements SlotSupplier<ActivitySlotInfo> {
  private static final Logger LOG = LoggerFactory.getLogger(FreeSlotSupplier.class);

  private final VmSlots slots;
  private final Queue<CompletableFuture<SlotPermit>> waiting = new ArrayDeque<>();
  private boolean issued;
  private boolean readable = true;

  FreeSlotSupplier(VmSlots slots) {
    this.slots = slots;
    slots.onRelease(this::offer);
  }

  @Override
  public SlotSupplierFuture reserveSlot(SlotReserveContext<ActivitySlotInfo> context) {
    CompletableFuture<SlotPermit> permit = new CompletableFuture<>();
    synchronized (this) {
      waiting.add(permit);
    }
    offer();
    return SlotSupplierFuture.fromCompletableFuture(permit, () -> abandon(permit));
  }

  @Override
  public synchronized Optional<SlotPermit> tryReserveSlot(
      SlotReserveContext<ActivitySlotInfo> context) {
    if (issued || !waiting.isEmpty() || !hasFree()) {
      return Optional.empty();
    }
    issued = true;
    return Optional.of(new SlotPermit());
  }

  @Override
  public void markSlotUsed(SlotMarkUsedContext<ActivitySlotInfo> context) {
    // The claim itself takes the VM slot.
  }

  @Override
  public void releaseSlot(SlotReleaseContext<ActivitySlotInfo> context) {
    synchronized (this) {
      issued = false;
    }
    offer();
  }

  private void abandon(CompletableFuture<SlotPermit> permit) {
    synchronized (this) {
      if (!waiting.removeIf(other -> other == permit)) {
        issued = false;
      }
    }
    offer();
  }

  private void offer() {
    CompletableFuture<SlotPermit> next = null;
    synchronized (this) {
      if (!issued && !waiting.isEmpty() && hasFree()) {
        next = waiting.remove();
        issued = true;
      }
    }
    if (next != null) {
      next.complete(new SlotPermit());
    }
  }

  private boolean hasFree() {
    try {
      boolean free = slots.hasFree();
      if (!readable) {
        LOG.info("the claims of VM slots can be read again");
        readable = true;
      }
      return free;
    } catch (IOException e) {
      if (readable) {
        LOG.warn(
            "no builds are asked for: the claims of VM slots cannot be read: {}", e.toString());
        readable = false;
      }
      return false;
    }
  }
}
