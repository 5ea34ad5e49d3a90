package io.pim.e2e.chaos;

import io.pim.workflows.message.BuildState;
import java.time.Instant;
import java.util.Optional;

/** A fault that disturbs a running build. */
interface Fault {
  /** The name by which people select it. */
  String name();

  /** Whether the fault can occur at this place. */
  boolean fits(Place place);

  /** Whether it needs a user whose folders are on a small disk. */
  default boolean needsSmallDisk() {
    return false;
  }

  /** Prepares the fault before the build begins. */
  default void prepare(ChaosUser user) throws Exception {}

  /** Reverses {@link #prepare} after the build has ended. */
  default void settle(ChaosUser user) throws Exception {}

  /**
   * Causes the fault. If the fault has an end, returns after it.
   *
   * @return the time of the fault
   */
  Instant strike(Scene scene) throws Exception;

  /** Whether it ends a virtual machine that is running. */
  boolean endsMachine();

  /** Whether PIM must recover without a person, so that the build is never held. */
  default boolean needsNobody() {
    return false;
  }

  /** How the build must end. */
  default BuildState end() {
    return BuildState.DONE;
  }

  /** The reason why this machine cannot cause it; empty if it can. */
  default Optional<String> obstacle() {
    return Optional.empty();
  }
}
