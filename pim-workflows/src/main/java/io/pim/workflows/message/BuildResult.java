package io.pim.workflows.message;

import io.pim.model.unit.Sha256;

/**
 * What a build ended with.
 *
 * @param image the image's name in the registry
 * @param path its file on its host
 * @param size its size in bytes
 * @param reused whether it had been there before and nothing had to be done
 */
public record BuildResult(
    String image, String host, String path, long size, Sha256 sha256, boolean reused) {}
