package io.pim.workflows.message;

import io.pim.model.unit.Sha256;

/**
 * The result of a build.
 *
 * @param image the image's name in the registry
 * @param path its file on its host
 * @param size its size in bytes
 * @param reused whether the image existed already, so that nothing was built
 */
public record BuildResult(
    String image, String host, String path, long size, Sha256 sha256, boolean reused) {}
