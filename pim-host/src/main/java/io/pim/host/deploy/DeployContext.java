package io.pim.host.deploy;

import io.pim.host.build.BuildLog;
import io.pim.host.build.StepReporter;
import io.pim.model.deploy.DeployPlan;
import io.pim.model.deploy.DeployStep;
import io.pim.model.files.DeploymentFolder;
import io.pim.model.files.DeploymentId;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The context of a running step of a deployment.
 *
 * @param image the image's file on this host
 * @param uefiVariables the file of the image's UEFI variables; empty with BIOS
 * @param manifest the file of the image's manifest; empty when it is missing
 * @param folder for the driver's facts and work files
 * @param log redacts the target's secrets
 */
public record DeployContext(
    DeploymentId id,
    DeployPlan plan,
    DeployStep step,
    Path image,
    Optional<Path> uefiVariables,
    Optional<Path> manifest,
    DeploymentFolder folder,
    BuildLog log,
    StepReporter progress) {

  /** Writes a line to the deployment's log and to the heartbeat. */
  public void say(String line) {
    log.add(step.id(), line);
    progress.line(log.redact(line));
  }

  /**
   * A record that a driver needs after a restart.
   *
   * @param name of the fact, such as {@code upload}
   */
  public <T> DeployFact<T> fact(String name, Class<T> type) {
    return DeployFact.in(folder, name, type);
  }

  /** Reports the part of the step that is done, 0 to 1. */
  public void fraction(double fraction, String line) {
    progress.fraction(fraction, line);
  }
}
