package io.pim.host.deploy;

import io.pim.model.files.DeploymentId;
import io.pim.model.unit.Sha256;
import java.util.Optional;

/**
 * A deployment as its target shows it.
 *
 * @param place its id there, such as a VM id or a path
 * @param image the name of its image
 * @param sha256 the digest of its image, if the target shows it
 * @param state its progress
 */
public record TargetDeployment(
    DeploymentId id, String place, String image, Optional<Sha256> sha256, State state) {

  /** The progress of a deployment on a target. */
  public enum State {
    /** Begun and unfinished: an upload, or a part under another name. */
    PARTIAL,
    /** Finished; users of the target see another one. */
    KEPT,
    /** The one that users of the target see. */
    CURRENT
  }
}
