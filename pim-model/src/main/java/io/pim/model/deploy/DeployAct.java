package io.pim.model.deploy;

/** What a deployment does on its target. */
public enum DeployAct {
  /** Puts an image on the target, and switches to it. */
  DEPLOY("deploy"),
  /** Switches back to a deployment that is still on the target. */
  ROLLBACK("roll back"),
  /** Removes deployments. */
  REMOVE("remove");

  private final String title;

  DeployAct(String title) {
    this.title = title;
  }

  /** A verb for people, lower case. */
  public String title() {
    return title;
  }
}
