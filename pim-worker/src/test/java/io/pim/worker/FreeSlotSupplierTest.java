package io.pim.worker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pim.host.claim.BuildService;
import io.pim.host.claim.VmSlots;
import io.pim.model.files.BuildId;
import io.pim.model.files.PimFolders;
import io.temporal.worker.tuning.SlotPermit;
import io.temporal.worker.tuning.SlotSupplierFuture;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(180)
class FreeSlotSupplierTest {
  @TempDir Path folder;
  private VmSlots slots;
  private FreeSlotSupplier supplier;
  private final ExecutorService threads = Executors.newCachedThreadPool();

  @BeforeEach
  void make() {
    slots = slots();
    supplier = new FreeSlotSupplier(slots);
  }

  private VmSlots slots() {
    return new VmSlots(
        PimFolders.of(Map.of(), folder, folder), 1, new BuildService("test", "default"));
  }

  @AfterEach
  void stop() {
    threads.shutdownNow();
  }

  private static BuildId build(int number) {
    return BuildId.of(String.format("web-x86_64-20261122-%06d", number));
  }

  private SlotSupplierFuture reserve() {
    return supplier.reserveSlot(null);
  }

  @Test
  void aFreeHostHasOnePollAtATime() throws Exception {
    SlotSupplierFuture first = reserve();
    SlotSupplierFuture second = reserve();

    assertNotNull(first.getNow(null));
    assertFalse(second.isDone(), "one permit is in use until its claim is made");
    assertEquals(Optional.empty(), supplier.tryReserveSlot(null));

    supplier.releaseSlot(null);
    assertTrue(second.isDone());
    supplier.releaseSlot(null);
    assertTrue(supplier.tryReserveSlot(null).isPresent());
    assertEquals(Optional.empty(), supplier.tryReserveSlot(null));
  }

  @Test
  void aFullHostDoesNotPollUntilASlotIsReleased() throws Exception {
    slots.tryClaim(build(1));

    SlotSupplierFuture waiting = reserve();
    assertFalse(waiting.isDone());
    assertEquals(Optional.empty(), supplier.tryReserveSlot(null));

    slots.release(build(1));
    assertNotNull(waiting.get(60, TimeUnit.SECONDS));
  }

  @Test
  void noticesASlotThatAnotherProcessReleased() throws Exception {
    slots.tryClaim(build(1));
    SlotSupplierFuture waiting = reserve();
    slots().release(build(1));
    assertFalse(waiting.isDone());

    slots.lookAgain();

    assertNotNull(waiting.get(60, TimeUnit.SECONDS));
  }

  @Test
  void theClaimOfAPermitFillsTheHost() throws Exception {
    reserve().get(60, TimeUnit.SECONDS);
    SlotSupplierFuture next = reserve();
    slots.tryClaim(build(1));
    supplier.releaseSlot(null);

    assertFalse(next.isDone());

    slots.release(build(1));
    assertNotNull(next.get(60, TimeUnit.SECONDS));
  }

  @Test
  void skipsAbandonedWaits() throws Exception {
    slots.tryClaim(build(1));
    SlotSupplierFuture first = reserve();
    SlotSupplierFuture second = reserve();

    assertEquals(null, first.abortReservation());
    slots.release(build(1));

    assertNotNull(second.get(60, TimeUnit.SECONDS));
    assertFalse(first.isDone() && !first.isCancelled() && !first.isCompletedExceptionally());
  }

  /** The SDK itself returns a permit that it received despite its abort. */
  @Test
  void returnsAPermitThatArrivedBeforeTheAbort() throws Exception {
    SlotSupplierFuture first = reserve();
    SlotPermit permit = first.abortReservation();
    if (permit != null) {
      supplier.releaseSlot(null);
    }

    assertNotNull(reserve().get(60, TimeUnit.SECONDS));
  }

  /** While claims cannot be read, no poller runs; afterwards all of them do. */
  @Test
  void recoversFromAnErrorOfTheDisk() throws Exception {
    Path claims = PimFolders.of(Map.of(), folder, folder).claims();
    Files.createDirectories(claims.getParent());
    Files.writeString(claims, "no folder");

    SlotSupplierFuture waiting = reserve();
    assertEquals(Optional.empty(), supplier.tryReserveSlot(null));
    supplier.releaseSlot(null);
    slots.lookAgain();
    assertFalse(waiting.isDone(), "it offers no slot unless it knows that one is free");

    Files.delete(claims);
    slots.lookAgain();
    assertNotNull(waiting.get(60, TimeUnit.SECONDS));
    supplier.releaseSlot(null);
    assertNotNull(reserve().getNow(null), "no permit went to an abandoned wait");
  }

  @Test
  void abandonedWaitsDuringADiskErrorBlockNobody() throws Exception {
    Path claims = PimFolders.of(Map.of(), folder, folder).claims();
    Files.createDirectories(claims.getParent());
    Files.writeString(claims, "no folder");
    assertEquals(null, reserve().abortReservation());
    Files.delete(claims);

    assertNotNull(reserve().getNow(null));
  }

  @Test
  void wakesEveryClaimQueueWhenASlotIsFree() throws Exception {
    FreeSlotSupplier other = new FreeSlotSupplier(slots);
    slots.tryClaim(build(1));
    SlotSupplierFuture first = reserve();
    SlotSupplierFuture second = other.reserveSlot(null);

    slots.release(build(1));

    assertNotNull(first.get(60, TimeUnit.SECONDS));
    assertNotNull(second.get(60, TimeUnit.SECONDS));
  }

  /** Releases and reservations take two locks, and must not deadlock in any order. */
  @Test
  void neverMorePermitsThanSlotsAndNoDeadlock() throws Exception {
    AtomicInteger running = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    List<Future<?>> all = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      int thread = i;
      all.add(
          threads.submit(
              () -> {
                for (int n = 0; n < 50; n++) {
                  BuildId build = build(thread * 1000 + n);
                  reserve().get(60, TimeUnit.SECONDS);
                  assertTrue(slots.tryClaim(build), "a permit was for a free slot");
                  most.accumulateAndGet(running.incrementAndGet(), Math::max);
                  supplier.releaseSlot(null);
                  running.decrementAndGet();
                  slots.release(build);
                }
                return thread;
              }));
    }
    for (Future<?> one : all) {
      one.get(120, TimeUnit.SECONDS);
    }

    assertEquals(1, most.get());
    assertEquals(List.of(), slots.holders());
  }
}
