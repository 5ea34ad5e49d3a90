package io.pim.cli.client;

import io.pim.workflows.activity.StepProgress;
import java.util.Optional;

/**
 * An activity that is running, or that waits for a worker.
 *
 * @param started whether a worker has taken it
 * @param attempt counted from 1
 * @param progress its last heartbeat
 * @param waitsFor which worker should take it, and why none has; empty once a worker has taken it
 * @param lastFailure why the previous attempt failed; empty for the first
 */
public record PendingStep(
    String activity,
    boolean started,
    int attempt,
    Optional<StepProgress> progress,
    String waitsFor,
    String lastFailure) {}
