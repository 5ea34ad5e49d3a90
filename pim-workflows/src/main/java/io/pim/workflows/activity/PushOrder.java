package io.pim.workflows.activity;

import io.pim.model.files.BuildId;
import io.pim.model.store.StoreAddress;

/**
 * A build's image to be pushed.
 *
 * @param image its name in the host's registry
 */
public record PushOrder(BuildId buildId, String image, StoreAddress store) {}
