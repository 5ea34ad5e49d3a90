package io.pim.cli.build;

import java.time.Instant;

/** How a build that is watched is shown. */
interface WatchView {
  /** Shows what is new since the last time. */
  void show(Observation seen, Instant now);

  /** Says something that stays. */
  void say(String line);

  /** Leaves the last state standing. */
  void end();
}
