package io.pim.tools.qemu;

import io.pim.tools.qmp.RunState;

/**
 * The state of a machine at one moment, as QEMU reports it.
 *
 * @param runState never a broken one, because that is thrown as a failure
 * @param diskOperations reads and writes since the machine started
 */
public record Pulse(RunState runState, long diskOperations) {}
