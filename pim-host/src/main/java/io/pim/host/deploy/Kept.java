package io.pim.host.deploy;

import io.pim.model.files.DeploymentId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Chooses the deployments of one profile and architecture that stay. */
public final class Kept {
  /** The newest first. */
  public static final Comparator<DeploymentId> NEWEST_FIRST =
      Comparator.comparing(Kept::time).reversed();

  private Kept() {}

  private static String time(DeploymentId id) {
    return id.time().map(Object::toString).orElse("") + id;
  }

  /** At most {@code keep} deployments. The current one is among them, unless none stays. */
  public static List<DeploymentId> of(
      List<DeploymentId> newestFirst, Optional<DeploymentId> current, int keep) {
    List<DeploymentId> kept = new ArrayList<>();
    if (keep > 0) {
      current.filter(newestFirst::contains).ifPresent(kept::add);
    }
    newestFirst.stream()
        .filter(id -> !kept.contains(id))
        .limit(Math.max(0, keep - kept.size()))
        .forEach(kept::add);
    return kept;
  }
}
