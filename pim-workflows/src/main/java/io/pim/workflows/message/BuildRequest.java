package io.pim.workflows.message;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import io.pim.model.files.BuildId;
import io.pim.model.plan.LayerRule;
import io.pim.model.plan.Plan;
import io.pim.model.profile.FieldChanges;
import io.pim.model.secret.SealedBlob;
import io.pim.model.store.StoreAddress;
import java.util.List;
import java.util.Optional;

/**
 * The one argument of a build.
 *
 * @param contents the plan's texts, sealed and compressed
 * @param force whether to ignore layers and images of other builds
 * @param from the first step for which they are ignored; missing in requests of an older PIM
 * @param deploy the deployments to start once the image is registered; missing in requests of an
 *     older PIM
 * @param store where the registered image is pushed; empty for nowhere, and in requests of an older
 *     PIM
 * @param askFirst the host to ask for a slot before others, if the plan allows any; missing in
 *     requests of an older PIM
 * @param set the profile's fields that were set for this plan; missing in requests of an older PIM
 */
public record BuildRequest(
    BuildId buildId,
    Plan plan,
    SealedBlob contents,
    boolean force,
    OnFailure onFailure,
    Optional<String> from,
    boolean cold,
    @JsonSetter(nulls = Nulls.AS_EMPTY) List<DeployOrder> deploy,
    Optional<StoreAddress> store,
    Optional<String> askFirst,
    FieldChanges set) {

  @SuppressWarnings("OptionalAssignedToNull") // The fields are missing in the JSON.
  public BuildRequest {
    from = from == null ? Optional.empty() : from;
    store = store == null ? Optional.empty() : store;
    deploy = deploy == null ? List.of() : List.copyOf(deploy);
    askFirst = askFirst == null ? Optional.empty() : askFirst;
    set = set == null ? FieldChanges.NONE : set;
  }

  /** A request without {@code from}. */
  public BuildRequest(
      BuildId buildId, Plan plan, SealedBlob contents, boolean force, OnFailure onFailure) {
    this(
        buildId,
        plan,
        contents,
        force,
        onFailure,
        Optional.empty(),
        false,
        List.of(),
        Optional.empty(),
        Optional.empty(),
        FieldChanges.NONE);
  }

  /** A request whose guests may be started from saved memories. */
  public BuildRequest(
      BuildId buildId,
      Plan plan,
      SealedBlob contents,
      boolean force,
      OnFailure onFailure,
      Optional<String> from) {
    this(
        buildId,
        plan,
        contents,
        force,
        onFailure,
        from,
        false,
        List.of(),
        Optional.empty(),
        Optional.empty(),
        FieldChanges.NONE);
  }

  /** This request with guests that are booted in any case, or not. */
  public BuildRequest asCold(boolean whether) {
    return new BuildRequest(
        buildId, plan, contents, force, onFailure, from, whether, deploy, store, askFirst, set);
  }

  /** This request with deployments to start once the image is registered. */
  public BuildRequest deploying(List<DeployOrder> orders) {
    return new BuildRequest(
        buildId, plan, contents, force, onFailure, from, cold, orders, store, askFirst, set);
  }

  /** This request with a shared store that the image is pushed to, or with none. */
  public BuildRequest pushingTo(Optional<StoreAddress> address) {
    return new BuildRequest(
        buildId, plan, contents, force, onFailure, from, cold, deploy, address, askFirst, set);
  }

  /** This request with a host to ask before others. */
  public BuildRequest askingFirst(Optional<String> host) {
    return new BuildRequest(
        buildId, plan, contents, force, onFailure, from, cold, deploy, store, host, set);
  }

  /** This request of a plan for which fields of the profile were set. */
  public BuildRequest setting(FieldChanges changes) {
    return new BuildRequest(
        buildId, plan, contents, force, onFailure, from, cold, deploy, store, askFirst, changes);
  }

  /**
   * The text to which a build's sealed contents are bound: they cannot be opened for another plan
   * or build.
   */
  public static String bound(BuildId buildId, Plan plan) {
    return "contents of build " + buildId + ", plan " + plan.digest();
  }

  /** The rule that decides which layers count for this build. */
  @JsonIgnore
  public LayerRule layerRule() {
    return new LayerRule(plan, force ? Optional.of(plan.steps().get(0).name()) : from);
  }

  /** This request with a newer plan; what it ignores and deploys stays the same. */
  public BuildRequest retriedWith(BuildRequest newer) {
    return new BuildRequest(
        buildId,
        newer.plan(),
        newer.contents(),
        force,
        newer.onFailure(),
        from,
        newer.cold(),
        deploy,
        newer.store(),
        askFirst,
        newer.set());
  }
}
