package io.pim.cli.client;

import io.pim.workflows.message.BuildState;
import java.time.Instant;
import java.util.Optional;

/** The Temporal service's own part of a build or a deployment: what a list of either shows. */
public interface WorkRow {
  BuildState state();

  /** The current step; empty when there is none. */
  String step();

  /** The host id; empty while there is none. */
  String host();

  Instant startedAt();

  Optional<Instant> endedAt();
}
