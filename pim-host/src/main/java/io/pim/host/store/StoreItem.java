package io.pim.host.store;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/**
 * Files that are removed together.
 *
 * @param name for people
 * @param paths the files to remove, in this order
 */
public record StoreItem(
    StoreKind kind, String name, List<Path> paths, StoreSize size, Instant lastUsed) {}
