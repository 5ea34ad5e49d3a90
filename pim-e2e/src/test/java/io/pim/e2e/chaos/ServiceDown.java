package io.pim.e2e.chaos;

/** {@code pim down} while a build is under way. */
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
  public void strike(Scene scene) throws Exception {
    scene.user().pim().pim("down").exits(0);
  }
}
