package io.pim.e2e.chaos;

import java.time.Instant;

/** {@code pim down} while a build runs; then {@code pim up}. */
record ServiceDown() implements Fault {
  @Override
  public String name() {
    return "down";
  }

  @Override
  public boolean fits(Place place) {
    return true;
  }

  @Override
  public boolean endsMachine() {
    return false;
  }

  @Override
  public Instant strike(Scene scene) throws Exception {
    Instant struck = Instant.now();
    scene.user().pim().pim("down").exits(0);
    // A person must start the service after stopping it; no watching command does.
    scene.user().pim().pim("up").exits(0);
    return struck;
  }
}
