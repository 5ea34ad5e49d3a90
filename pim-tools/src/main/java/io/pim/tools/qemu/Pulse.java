package io.pim.tools.qemu;

import io.pim.tools.qmp.RunState;

/**
 * What QEMU says of a machine at one look.
 *
 * @param runState never a broken one: that is a failure, not a pulse
 * @param diskOperations reads and writes since the machine's start
 */
public record Pulse(RunState runState, long diskOperations) {}
