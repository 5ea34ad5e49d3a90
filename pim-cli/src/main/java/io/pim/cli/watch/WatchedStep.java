package io.pim.cli.watch;

import io.pim.workflows.message.StepState;
import java.time.Instant;
import java.util.Optional;

/**
 * A step of a build or a deployment.
 *
 * @param activity the name of the step's own activity, in any case
 * @param note the result of the step in one line; may be empty
 */
public record WatchedStep(
    String name,
    String activity,
    StepState state,
    Optional<Instant> startedAt,
    Optional<Instant> endedAt,
    String note) {}
