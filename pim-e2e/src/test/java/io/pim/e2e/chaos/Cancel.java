package io.pim.e2e.chaos;

import io.pim.workflows.message.BuildState;
import java.time.Instant;

/** A person cancels the build. */
record Cancel() implements Fault {
  @Override
  public String name() {
    return "cancel";
  }

  @Override
  public boolean fits(Place place) {
    return true;
  }

  @Override
  public boolean endsMachine() {
    return true;
  }

  @Override
  public BuildState end() {
    return BuildState.CANCELED;
  }

  @Override
  public Instant strike(Scene scene) throws Exception {
    Instant struck = Instant.now();
    scene.user().pim().pim("build", "cancel", scene.build().id()).exits(0);
    return struck;
  }
}
