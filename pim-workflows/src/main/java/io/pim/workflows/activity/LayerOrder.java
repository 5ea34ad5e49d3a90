package io.pim.workflows.activity;

import io.pim.model.files.BuildId;
import io.pim.model.store.StoreAddress;

/**
 * A build's layer to be pushed.
 *
 * @param step the step that left it, by the plan's name
 */
public record LayerOrder(BuildId buildId, String step, StoreAddress store) {}
