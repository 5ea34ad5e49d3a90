package io.pim.host.image;

import java.nio.file.Path;
import java.util.List;

/**
 * The result for one image.
 *
 * @param removed whether it was removed from the registry, or would be
 * @param files the files removed with it
 * @param left files of the entry that PIM must not delete
 * @param users what uses it; if there are any, it stays unless forced
 * @param freed bytes on the disk
 */
public record RemovedImage(
    String name,
    boolean removed,
    List<Path> files,
    List<Path> left,
    List<String> users,
    long freed) {}
