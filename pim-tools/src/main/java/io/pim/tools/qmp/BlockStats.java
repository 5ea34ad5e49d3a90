package io.pim.tools.qmp;

/**
 * What a virtual machine has read and written since its start; sums over all its drives. A guest
 * whose numbers grow is alive.
 */
public record BlockStats(long readBytes, long writtenBytes, long operations) {}
