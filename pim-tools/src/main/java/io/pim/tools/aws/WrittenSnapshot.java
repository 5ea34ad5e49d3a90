package io.pim.tools.aws;

/**
 * A snapshot all of whose blocks are written.
 *
 * @param blocks the number of written blocks
 * @param checksum over the digests of the blocks in their order, in Base64
 */
public record WrittenSnapshot(String id, int blocks, String checksum) {}
