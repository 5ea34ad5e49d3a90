package io.pim.workflows.activity;

import io.pim.model.store.StoreAddress;

/**
 * An image to be pushed.
 *
 * @param image its name in the host's registry
 */
public record PushOrder(String image, StoreAddress store) {}
