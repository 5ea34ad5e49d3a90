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
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The one argument of a build.
 *
 * @param contents the plan's texts, sealed and compressed
 * @param force whether to ignore layers and images of other builds
 * @param from the first step for which they are ignored; missing in requests of an older PIM
 * @param deploy the deployments to start once the image is registered; missing in requests of an
 *     older PIM
 * @param store the store to which the registered image is pushed; empty for none, and in requests
 *     of an older PIM
 * @param askFirst the host to ask for a slot before others, if the plan allows any; missing in
 *     requests of an older PIM
 * @param hostTimeout how long the host may fail to answer before the build counts it as lost;
 *     missing in requests of an older PIM
 * @param pushLayers whether the layers are pushed to the store as well, and taken from it; missing
 *     in requests of an older PIM
 * @param set the profile's fields that were set for this plan; missing in requests of an older PIM
 * @param project the folder with the plan's configuration, on the host of the person; empty text
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
    Optional<Duration> hostTimeout,
    boolean pushLayers,
    FieldChanges set,
    Optional<String> project) {

  @SuppressWarnings("OptionalAssignedToNull") // The fields are missing in the JSON.
  public BuildRequest {
    from = from == null ? Optional.empty() : from;
    store = store == null ? Optional.empty() : store;
    deploy = deploy == null ? List.of() : List.copyOf(deploy);
    askFirst = askFirst == null ? Optional.empty() : askFirst;
    hostTimeout = hostTimeout == null ? Optional.empty() : hostTimeout;
    set = set == null ? FieldChanges.NONE : set;
    project = project == null ? Optional.empty() : project;
  }

  /** A request without {@code from}. */
  public BuildRequest(
      BuildId buildId, Plan plan, SealedBlob contents, boolean force, OnFailure onFailure) {
    this(buildId, plan, contents, force, onFailure, Optional.empty());
  }

  /** A request whose guests may be started from warm checkpoints. */
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
        Optional.empty(),
        false,
        FieldChanges.NONE,
        Optional.empty());
  }

  /** This request with guests that are booted in any case, or not. */
  public BuildRequest asCold(boolean whether) {
    return changed(draft -> draft.cold = whether);
  }

  /** This request with deployments to start once the image is registered. */
  public BuildRequest deploying(List<DeployOrder> orders) {
    return changed(draft -> draft.deploy = orders);
  }

  /** This request with a shared store that the image is pushed to, or with none. */
  public BuildRequest pushingTo(Optional<StoreAddress> address) {
    return changed(draft -> draft.store = address);
  }

  /** This request with layers that are pushed to the shared store as well, or are not. */
  public BuildRequest pushingLayers(boolean whether) {
    return changed(draft -> draft.pushLayers = whether);
  }

  /** This request with a host to ask before others. */
  public BuildRequest askingFirst(Optional<String> host) {
    return changed(draft -> draft.askFirst = host);
  }

  /** This request with another limit for the silence of a host. */
  public BuildRequest givingHostsUpAfter(Duration limit) {
    return changed(draft -> draft.hostTimeout = Optional.of(limit));
  }

  /** This request of a plan for which fields of the profile were set. */
  public BuildRequest setting(FieldChanges changes) {
    return changed(draft -> draft.set = changes);
  }

  /** This request with the folder of its plan's configuration; empty text for none. */
  public BuildRequest ofProject(String folder) {
    return changed(draft -> draft.project = Optional.of(folder));
  }

  /** This request with a newer plan; what it ignores and deploys stays the same. */
  public BuildRequest retriedWith(BuildRequest newer) {
    return changed(
        draft -> {
          draft.plan = newer.plan();
          draft.contents = newer.contents();
          draft.onFailure = newer.onFailure();
          draft.cold = newer.cold();
          draft.store = newer.store();
          draft.hostTimeout = newer.hostTimeout();
          draft.pushLayers = newer.pushLayers();
          draft.set = newer.set();
          draft.project = newer.project();
        });
  }

  /** The choices of this request besides its plan. */
  @JsonIgnore
  public BuildTerms terms() {
    return new BuildTerms(
        force ? Optional.of(plan.steps().get(0).name()) : from,
        onFailure,
        cold,
        plan.builder(),
        deploy.stream().map(DeployOrder::target).toList(),
        project,
        set);
  }

  /** The shared store of this build's layers; empty if they stay on their host. */
  @JsonIgnore
  public Optional<StoreAddress> layerStore() {
    return pushLayers ? store : Optional.empty();
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

  private BuildRequest changed(Consumer<Draft> change) {
    Draft draft = new Draft(this);
    change.accept(draft);
    return new BuildRequest(
        buildId,
        draft.plan,
        draft.contents,
        force,
        draft.onFailure,
        from,
        draft.cold,
        draft.deploy,
        draft.store,
        draft.askFirst,
        draft.hostTimeout,
        draft.pushLayers,
        draft.set,
        draft.project);
  }

  /** The changeable parts of a request. */
  private static final class Draft {
    private Plan plan;
    private SealedBlob contents;
    private OnFailure onFailure;
    private boolean cold;
    private List<DeployOrder> deploy;
    private Optional<StoreAddress> store;
    private Optional<String> askFirst;
    private Optional<Duration> hostTimeout;
    private boolean pushLayers;
    private FieldChanges set;
    private Optional<String> project;

    Draft(BuildRequest of) {
      plan = of.plan;
      contents = of.contents;
      onFailure = of.onFailure;
      cold = of.cold;
      deploy = of.deploy;
      store = of.store;
      askFirst = of.askFirst;
      hostTimeout = of.hostTimeout;
      pushLayers = of.pushLayers;
      set = of.set;
      project = of.project;
    }
  }
}
