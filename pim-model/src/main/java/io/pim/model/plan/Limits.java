package io.pim.model.plan;

import java.time.Duration;

/**
 * How long things may take before they count as failed, on a machine with an accelerator.
 *
 * @param install the whole run of the installer
 * @param script one script
 * @param stall no sign of life from a guest: console, disk, answers to PIM
 */
public record Limits(Duration install, Duration script, Duration stall) {}
