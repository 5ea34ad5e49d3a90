package io.pim.host.trial;

import io.pim.model.plan.Limits;
import java.time.Duration;
import java.util.Optional;

/**
 * The time limits of an instance on a machine with an accelerator, and the checks that it must
 * pass.
 *
 * @param login how long to wait for SSH after power-on
 * @param pollInterval how long to wait between two tries
 * @param script the profile's verification script
 */
public record TrialRules(
    Duration login, Duration pollInterval, Limits limits, Optional<String> script) {}
