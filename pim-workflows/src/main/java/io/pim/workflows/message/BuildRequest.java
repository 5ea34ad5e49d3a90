package io.pim.workflows.message;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.pim.model.files.BuildId;
import io.pim.model.plan.LayerRule;
import io.pim.model.plan.Plan;
import io.pim.model.secret.SealedBlob;
import java.util.Optional;

/**
 * The one argument of a build.
 *
 * @param contents the plan's texts, sealed and compressed
 * @param force whether layers and images of other builds are left aside
 * @param from the step from which on they are; requests of before there was this lack it
 */
public record BuildRequest(
    BuildId buildId,
    Plan plan,
    SealedBlob contents,
    boolean force,
    OnFailure onFailure,
    Optional<String> from) {

  @SuppressWarnings("OptionalAssignedToNull") // a field that is missing in JSON
  public BuildRequest {
    from = from == null ? Optional.empty() : from;
  }

  /** A request that leaves nothing aside but what {@code force} says. */
  public BuildRequest(
      BuildId buildId, Plan plan, SealedBlob contents, boolean force, OnFailure onFailure) {
    this(buildId, plan, contents, force, onFailure, Optional.empty());
  }

  /**
   * What a build's sealed contents are bound to: under another plan or build nothing opens them.
   */
  public static String bound(BuildId buildId, Plan plan) {
    return "contents of build " + buildId + ", plan " + plan.digest();
  }

  /** Which layers count for this build. */
  @JsonIgnore
  public LayerRule layerRule() {
    return new LayerRule(plan, force ? Optional.of(plan.steps().get(0).name()) : from);
  }

  /** This build with a newer plan; what it leaves aside stays. */
  public BuildRequest retriedWith(BuildRequest newer) {
    return new BuildRequest(
        buildId, newer.plan(), newer.contents(), force, newer.onFailure(), from);
  }
}
