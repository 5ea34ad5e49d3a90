package io.pim.model.plan;

import java.time.Duration;

/**
 * How PIM reaches the installed system.
 *
 * @param user the login user: root, or a user who can become root with sudo
 * @param timeout how long to wait for SSH after power-on, on a machine with an accelerator
 * @param pollInterval how long to wait between two attempts
 */
public record GuestAccess(String user, Duration timeout, Duration pollInterval) {}
