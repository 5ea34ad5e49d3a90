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
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;

/**
 * Lets this host ask for builds only while a VM slot is free: a host that is full does not poll its
 * architecture's queue. One permit is out at a time, until the claim it was for has been made.
 */
final class FreeSlotSupplier implements SlotSupplier<ActivitySlotInfo> {
  private final VmSlots slots;
  private final Queue<CompletableFuture<SlotPermit>> waiting = new ArrayDeque<>();
  private boolean out;

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
    if (out || !waiting.isEmpty() || !hasFree()) {
      return Optional.empty();
    }
    out = true;
    return Optional.of(new SlotPermit());
  }

  @Override
  public void markSlotUsed(SlotMarkUsedContext<ActivitySlotInfo> context) {
    // The claim itself takes the VM slot.
  }

  @Override
  public void releaseSlot(SlotReleaseContext<ActivitySlotInfo> context) {
    synchronized (this) {
      out = false;
    }
    offer();
  }

  private void abandon(CompletableFuture<SlotPermit> permit) {
    synchronized (this) {
      if (!waiting.removeIf(other -> other == permit)) {
        out = false;
      }
    }
    offer();
  }

  private void offer() {
    CompletableFuture<SlotPermit> next = null;
    synchronized (this) {
      if (!out && !waiting.isEmpty() && hasFree()) {
        next = waiting.remove();
        out = true;
      }
    }
    if (next != null) {
      next.complete(new SlotPermit());
    }
  }

  private boolean hasFree() {
    try {
      return slots.hasFree();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
