package io.pim.host.image;

import java.nio.file.Path;
import java.util.List;

/**
 * What became of an image.
 *
 * @param removed whether it is gone from the registry, or would be
 * @param files that went with it
 * @param left files that the entry named and that are not PIM's to delete
 * @param users what uses it; with any, it stays unless that was forced
 * @param freed bytes on the disk
 */
public record RemovedImage(
    String name,
    boolean removed,
    List<Path> files,
    List<Path> left,
    List<String> users,
    long freed) {}
