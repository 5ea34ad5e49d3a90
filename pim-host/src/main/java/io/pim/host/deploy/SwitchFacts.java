package io.pim.host.deploy;

import io.pim.model.deploy.DeployAct;
import io.pim.model.files.DeploymentId;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * The deployment that a switch replaces. It is written down before the switch.
 *
 * <p>On many targets a switch is more than one act: for a moment two deployments are current, but
 * never none. The methods here therefore take all current deployments.
 *
 * @param previous the deployment that users got before; empty when they got none
 */
public record SwitchFacts(Optional<DeploymentId> previous) {
  private static final String FACTS = "switch";

  /**
   * Records the deployments that the context's switch replaces. A later try keeps what the first
   * one wrote, because it may see a half-done switch.
   *
   * @param current the deployments that users get now
   * @return whether there is anything to switch
   */
  public static boolean begin(DeployContext context, List<DeploymentId> current)
      throws IOException {
    DeploymentId wanted = wanted(context);
    Optional<DeploymentId> other = current.stream().filter(id -> !id.equals(wanted)).findFirst();
    boolean needed = other.isPresent() || !current.contains(wanted);
    if (needed && !isBegun(context)) {
      fact(context).write(new SwitchFacts(other));
    }
    return needed;
  }

  /** Whether the context's switch has begun, as far as this host still knows. */
  public static boolean isBegun(DeployContext context) {
    return fact(context).isKnown();
  }

  private static DeployFact<SwitchFacts> fact(DeployContext context) {
    return context.fact(FACTS, SwitchFacts.class);
  }

  /** The deployment to which the context switches users. */
  public static DeploymentId wanted(DeployContext context) {
    return context.plan().rollbackTo().orElse(context.id());
  }

  /** The deployment that the context's switch replaced. */
  public static Optional<DeploymentId> previous(DeployContext context) throws IOException {
    return fact(context).read().flatMap(SwitchFacts::previous);
  }

  /**
   * Whether the context has switched, at least in part, and can be switched back.
   *
   * @param current the deployments that users get now
   */
  public static boolean isSwitched(DeployContext context, List<DeploymentId> current) {
    return current.contains(wanted(context))
        && (isBegun(context) || context.plan().act() != DeployAct.ROLLBACK);
  }

  /**
   * The deployment to switch back to: the previous one; if that is unknown or no longer there, the
   * newest one there.
   *
   * @param newestFirst the finished deployments that are there
   */
  public static Optional<DeploymentId> before(DeployContext context, List<DeploymentId> newestFirst)
      throws IOException {
    List<DeploymentId> others =
        newestFirst.stream().filter(id -> !id.equals(wanted(context))).toList();
    Optional<SwitchFacts> facts = fact(context).read();
    boolean wasFirst = facts.isPresent() && facts.get().previous().isEmpty();
    return previous(context)
        .filter(others::contains)
        .or(() -> wasFirst ? Optional.empty() : others.stream().findFirst());
  }
}
