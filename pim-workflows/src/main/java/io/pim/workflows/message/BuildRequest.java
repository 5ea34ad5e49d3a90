package io.pim.workflows.message;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import io.pim.model.files.BuildId;
import io.pim.model.plan.LayerRule;
import io.pim.model.plan.Plan;
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
 * @param project the folder whose configuration the plan has, on the host of the person; empty text
 *     for none but the person's own; missing in requests of an older PIM
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
    Optional<String> project) {

  @SuppressWarnings("OptionalAssignedToNull") // The fields are missing in the JSON.
  public BuildRequest {
    from = from == null ? Optional.empty() : from;
    store = store == null ? Optional.empty() : store;
    deploy = deploy == null ? List.of() : List.copyOf(deploy);
    askFirst = askFirst == null ? Optional.empty() : askFirst;
    project = project == null ? Optional.empty() : project;
  }

  /** A request of a PIM that did not know projects. */
  public BuildRequest(
      BuildId buildId,
      Plan plan,
      SealedBlob contents,
      boolean force,
      OnFailure onFailure,
      Optional<String> from,
      boolean cold,
      List<DeployOrder> deploy,
      Optional<StoreAddress> store,
      Optional<String> askFirst) {
    this(
        buildId,
        plan,
        contents,
        force,
        onFailure,
        from,
        cold,
        deploy,
        store,
        askFirst,
        Optional.empty());
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
        Optional.empty());
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
        Optional.empty());
  }

  /** This request with guests that are booted in any case, or not. */
  public BuildRequest asCold(boolean whether) {
    return new BuildRequest(
        buildId, plan, contents, force, onFailure, from, whether, deploy, store, askFirst, project);
  }

  /** This request with deployments to start once the image is registered. */
  public BuildRequest deploying(List<DeployOrder> orders) {
    return new BuildRequest(
        buildId, plan, contents, force, onFailure, from, cold, orders, store, askFirst, project);
  }

  /** This request with a shared store that the image is pushed to, or with none. */
  public BuildRequest pushingTo(Optional<StoreAddress> address) {
    return new BuildRequest(
        buildId, plan, contents, force, onFailure, from, cold, deploy, address, askFirst, project);
  }

  /** This request with the folder whose configuration its plan has; empty text for none. */
  public BuildRequest of(String folder) {
    return new BuildRequest(
        buildId,
        plan,
        contents,
        force,
        onFailure,
        from,
        cold,
        deploy,
        store,
        askFirst,
        Optional.of(folder));
  }

  /** This request with a host to ask before others. */
  public BuildRequest askingFirst(Optional<String> host) {
    return new BuildRequest(
        buildId, plan, contents, force, onFailure, from, cold, deploy, store, host, project);
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

  /** What this request asks for beside its plan. */
  @JsonIgnore
  public BuildTerms terms() {
    return new BuildTerms(
        force ? Optional.of(plan.steps().get(0).name()) : from,
        onFailure,
        cold,
        plan.builder(),
        deploy.stream().map(DeployOrder::target).toList(),
        project);
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
        newer.project());
  }
}
