package io.pim.model.files;

import java.nio.file.Path;

/** The files of one deployment on the host that has its image. */
public record DeploymentFolder(Path root) {
  /** The request, with its secrets sealed. */
  public Path request() {
    return root.resolve("request.json");
  }

  /**
   * The Temporal service of the deployment, the only one that knows whether it has ended. Removed
   * last when the deployment ends.
   */
  public Path service() {
    return root.resolve("service.json");
  }

  /** The lock of an activity while it works on the deployment: one attempt at a time. */
  public Path turn() {
    return root.resolve("turn.lock");
  }

  /** The deployment's events, one line each. */
  public Path log() {
    return root.resolve("deploy.log");
  }

  /**
   * The facts that a driver needs after a restart; written before the act on the target that makes
   * them necessary.
   *
   * @param name of the facts, such as {@code upload}
   */
  public Path facts(String name) {
    return Names.inside(root, name + ".facts.json");
  }

  /** Intermediate files, such as a converted image; mode 0700. */
  public Path work() {
    return root.resolve("work");
  }
}
