package io.pim.workflows.activity;

import io.pim.model.files.BuildId;
import io.pim.model.store.StoreAddress;
import java.util.Optional;

/**
 * The facts that a host needs before it looks for a build's layers.
 *
 * @param store the shared store of the build's layers; empty if it has none
 * @param lostHost the host that had the build before and was lost
 */
public record TakeOver(BuildId buildId, Optional<StoreAddress> store, Optional<String> lostHost) {}
