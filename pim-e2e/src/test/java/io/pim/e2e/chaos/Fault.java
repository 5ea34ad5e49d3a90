package io.pim.e2e.chaos;

import io.pim.workflows.message.BuildState;
import java.time.Instant;
import java.util.Optional;

/** Something bad that happens to a build under way. */
interface Fault {
  /** As people select it. */
  String name();

  /** Whether there is anything to strike at this place. */
  boolean fits(Place place);

  /** Whether it takes a user whose folders are on a small disk of their own. */
  default boolean needsSmallDisk() {
    return false;
  }

  /** Makes it possible, before the build begins. */
  default void prepare(ChaosUser user) throws Exception {}

  /** Takes back what {@link #prepare} has done; the build has ended. */
  default void settle(ChaosUser user) throws Exception {}

  /**
   * Does it; returns when it is over, where it has an end.
   *
   * @return when it struck
   */
  Instant strike(Scene scene) throws Exception;

  /** Whether a virtual machine that runs at that moment is gone after it. */
  boolean endsMachine();

  /** Whether PIM must get over it without a person: the build is never held for it. */
  default boolean needsNobody() {
    return false;
  }

  /** How the build must end. */
  default BuildState end() {
    return BuildState.DONE;
  }

  /** Why this machine cannot do it, where that is so. */
  default Optional<String> obstacle() {
    return Optional.empty();
  }
}
