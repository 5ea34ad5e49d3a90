package io.pim.cli.client;

import io.pim.workflows.activity.StepProgress;
import java.util.Optional;

/**
 * An activity the Temporal service has handed out, or waits to.
 *
 * @param started whether a worker has taken it
 * @param attempt counted from 1
 * @param progress its last heartbeat
 * @param waitsFor who is to take it, and why none has; empty once it is taken
 * @param lastFailure why the attempt before failed; empty on the first
 */
public record PendingStep(
    String activity,
    boolean started,
    int attempt,
    Optional<StepProgress> progress,
    String waitsFor,
    String lastFailure) {}
