package io.pim.model.plan;

import java.time.Duration;

/**
 * Time limits after which a phase has failed, on a machine with an accelerator.
 *
 * @param install the installer's whole run
 * @param script one script
 * @param stall how long a guest may show no sign of life on console, disk or connections to PIM
 */
public record Limits(Duration install, Duration script, Duration stall) {}
