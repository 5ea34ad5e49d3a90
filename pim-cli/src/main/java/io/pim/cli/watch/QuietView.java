package io.pim.cli.watch;

import java.time.Instant;

/** Shows nothing while the build runs; with -q only the outcome is printed. */
final class QuietView implements WatchView {
  @Override
  public void show(Seen<?> seen, Instant now) {
    // Not wanted.
  }

  @Override
  public void say(String line) {
    // Not wanted.
  }

  @Override
  public void end() {
    // Nothing was shown.
  }
}
