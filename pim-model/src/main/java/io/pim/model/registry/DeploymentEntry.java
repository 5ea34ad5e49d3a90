package io.pim.model.registry;

import io.pim.model.files.DeploymentId;
import io.pim.model.unit.Architecture;
import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * A finished deployment: an image on a target.
 *
 * @param image the image's name; this host may no longer have it
 * @param type the target's type, such as {@code directory}
 * @param place its id on the target, such as a VM id or a path
 * @param deployed when users of the target first got it, in whole seconds
 * @param previous the deployment that it replaced
 */
public record DeploymentEntry(
    DeploymentId id,
    String image,
    String type,
    String place,
    Instant deployed,
    Optional<DeploymentId> previous,
    State state) {

  /** Whether users of the target get a deployment. */
  public enum State {
    /** Users of the target get it. */
    CURRENT,
    /** It stays on the target, so that a rollback can switch to it. */
    KEPT;

    /** The word in the registry. */
    public String id() {
      return name().toLowerCase(Locale.ROOT);
    }

    static State of(String id) {
      return Arrays.stream(values())
          .filter(state -> state.id().equals(id))
          .findFirst()
          .orElseThrow(() -> new IllegalArgumentException(id));
    }
  }

  public String profile() {
    return id.profile();
  }

  public Architecture architecture() {
    return id.architecture();
  }

  public String target() {
    return id.target();
  }

  public boolean isCurrent() {
    return state == State.CURRENT;
  }

  /** Whether both are of the same profile, architecture and target: only one of them is current. */
  public boolean isOfSameLine(DeploymentId other) {
    return id.workflowId().equals(other.workflowId());
  }
}
