package io.pim.tools.qemu;

/**
 * What QEMU says of a machine at one look.
 *
 * @param runState QEMU's word, such as {@code running} or {@code paused}
 * @param ended whether the guest has ended, in a QEMU that stays after that
 * @param diskOperations reads and writes since the machine's start
 */
public record Pulse(String runState, boolean ended, long diskOperations) {}
