package io.pim.tools.qmp;

/**
 * The totals of a virtual machine's reads and writes since its start, over all drives. If they
 * grow, the guest is alive.
 */
public record BlockStats(long readBytes, long writtenBytes, long operations) {}
