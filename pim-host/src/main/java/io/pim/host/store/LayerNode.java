package io.pim.host.store;

import io.pim.model.files.BuildId;
import io.pim.model.plan.StepKey;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A layer among others.
 *
 * @param disk names it
 * @param build the one that made it
 * @param parent the disk it stands on
 */
public record LayerNode(
    StoreItem item, Path disk, StepKey key, BuildId build, Optional<Path> parent) {}
