package io.pim.e2e.chaos;

import io.pim.workflows.message.BuildState;

/** Somebody cancels the build. */
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
  public void strike(Scene scene) throws Exception {
    scene.user().pim().pim("build", "cancel", scene.build().id()).exits(0);
  }
}
