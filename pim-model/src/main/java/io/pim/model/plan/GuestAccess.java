package io.pim.model.plan;

import java.time.Duration;

/**
 * How PIM reaches the installed system.
 *
 * @param user who logs in; root, or someone who may become root with sudo
 * @param timeout how long to wait for SSH after power-on, without an accelerator's slowness
 * @param pollInterval how long to wait between two tries
 */
public record GuestAccess(String user, Duration timeout, Duration pollInterval) {}
