package io.pim.host.store;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/**
 * Something that is removed as a whole.
 *
 * @param name for people
 * @param paths what is removed, in this order
 */
public record StoreItem(
    StoreKind kind, String name, List<Path> paths, StoreSize size, Instant lastUsed) {}
