package io.pim.workflows.activity;

import java.util.Optional;

/**
 * The layers that a host took from the shared store.
 *
 * @param step the step whose layer is the newest of them; empty if none was taken
 */
public record TakenLayers(Optional<String> step) {
  public static final TakenLayers NONE = new TakenLayers(Optional.empty());
}
