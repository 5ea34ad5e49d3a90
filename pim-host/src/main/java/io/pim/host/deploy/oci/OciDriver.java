package io.pim.host.deploy.oci;

import io.pim.host.deploy.DeployContext;
import io.pim.host.deploy.Kept;
import io.pim.host.deploy.SwitchFacts;
import io.pim.host.deploy.TargetDeployment;
import io.pim.host.deploy.TargetDriver;
import io.pim.host.deploy.TargetFinding;
import io.pim.host.deploy.TargetTrust;
import io.pim.host.oci.ImageArtifact;
import io.pim.model.deploy.DeployAct;
import io.pim.model.deploy.DeploySecrets;
import io.pim.model.deploy.DeployedImage;
import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
import io.pim.model.files.DeploymentId;
import io.pim.model.target.OciTarget;
import io.pim.model.unit.ByteSize;
import io.pim.tools.oci.Blob;
import io.pim.tools.oci.RegistryAddress;
import io.pim.tools.oci.RegistryLogin;
import io.pim.tools.oci.Repository;
import io.pim.workflows.activity.DeployNote;
import java.io.IOException;
import java.net.ProxySelector;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Deploys to a repository of an OCI registry. */
public final class OciDriver implements TargetDriver {
  private final OciTarget settings;
  private final Repository repository;
  private final OciNames names;
  private final OciShelf shelf;
  private final OciRemoval removal;

  private OciDriver(String name, OciTarget settings, Repository repository) {
    this.settings = settings;
    this.repository = repository;
    this.names = new OciNames(name, settings);
    this.shelf = new OciShelf(repository, names);
    this.removal = new OciRemoval(repository, shelf);
  }

  /**
   * Opens a target; nothing is sent yet.
   *
   * @param home the folder for {@code ~} in a path
   */
  public static OciDriver open(
      String name, OciTarget settings, DeploySecrets secrets, Path home, ProxySelector proxies) {
    Repository repository =
        Repository.open(
            RegistryAddress.of(settings.repository(), settings.plainHttp()),
            login(settings, secrets),
            TargetTrust.of(settings.certificate(), home),
            proxies);
    return new OciDriver(name, settings, repository);
  }

  /** Opens a target whose repository is open. */
  static OciDriver open(String name, OciTarget settings, Repository repository) {
    return new OciDriver(name, settings, repository);
  }

  private static Optional<RegistryLogin> login(OciTarget settings, DeploySecrets secrets) {
    return settings
        .username()
        .map(
            user ->
                new RegistryLogin(
                    user,
                    secrets
                        .get(OciTarget.LOGIN)
                        .orElseThrow(
                            () ->
                                BuildFailure.of(
                                        FailureKind.TARGET_REFUSED, "The login has no password.")
                                    .where(settings.repository())
                                    .todo("Set password: of the target's login:, and retry.")
                                    .build())));
  }

  @Override
  public List<TargetFinding> check(Optional<DeployedImage> image)
      throws IOException, InterruptedException {
    return new OciCheck(repository, settings, names, shelf).run(image);
  }

  @Override
  public List<TargetDeployment> inventory() throws IOException, InterruptedException {
    return shelf.inventory();
  }

  private ImageArtifact image(DeployContext context) throws IOException {
    return OciImage.of(context, settings, names.line(context.id()));
  }

  @Override
  public DeployNote convert(DeployContext context) throws IOException {
    image(context);
    return DeployNote.of(
        settings.containerDisk() ? "a container disk, made while it is sent" : "sent as it is");
  }

  @Override
  public DeployNote upload(DeployContext context) throws IOException, InterruptedException {
    long sent = send(context, image(context));
    return DeployNote.of(sent == 0 ? "already exists" : new ByteSize(sent).rounded());
  }

  /** Sends the missing blobs. Returns the number of bytes sent. */
  private long send(DeployContext context, ImageArtifact image)
      throws IOException, InterruptedException {
    long sent = 0;
    UploadFacts facts = UploadFacts.of(context);
    for (Blob blob : image.blobs()) {
      if (!repository.has(blob)) {
        long size = Math.max(1, blob.size());
        long start =
            repository.upload(
                blob, facts, done -> context.fraction((double) done / size, "uploading"));
        if (start > 0) {
          context.say("continued after " + start + " bytes of an earlier attempt");
        }
        sent += blob.size() - start;
      }
    }
    return sent;
  }

  @Override
  public DeployNote create(DeployContext context) throws IOException, InterruptedException {
    ImageArtifact image = image(context);
    if (shelf.find(context.id()).isEmpty()) {
      // The registry may have collected a blob as garbage meanwhile: it is sent again.
      send(context, image);
      repository.put(OciNames.of(context.id()), image.manifest());
    }
    String place = names.place(context.id());
    return DeployNote.at(place, place);
  }

  @Override
  public DeployNote trial(DeployContext context) {
    return DeployNote.of("not tried: nothing boots in a registry");
  }

  @Override
  public DeployNote switchTo(DeployContext context) throws IOException, InterruptedException {
    DeploymentId wanted = SwitchFacts.wanted(context);
    OciEntry entry = shelf.find(wanted).orElseThrow(() -> gone(wanted));
    shelf.obstacle(wanted).ifPresent(obstacle -> refuse(wanted, obstacle));
    if (SwitchFacts.begin(context, current(wanted))) {
      repository.put(names.line(wanted), entry.manifest());
    }
    Optional<String> previous = SwitchFacts.previous(context).map(DeploymentId::text);
    return DeployNote.switched(
        settings.repository() + ":" + names.line(wanted) + " is " + wanted,
        names.place(wanted),
        previous);
  }

  private List<DeploymentId> current(DeploymentId line) throws InterruptedException {
    return shelf.current(line).stream().map(OciEntry::id).toList();
  }

  private BuildFailure gone(DeploymentId id) {
    return BuildFailure.of(
            FailureKind.TARGET_REFUSED, "Deployment " + id + " is no longer in the registry.")
        .where(names.place(id))
        .todo("Deploy the image again: pim deploy run IMAGE " + names.target())
        .build();
  }

  private void refuse(DeploymentId id, String obstacle) {
    throw BuildFailure.of(FailureKind.TARGET_REFUSED, "The tag is somebody else's.")
        .where(settings.repository() + ":" + names.line(id))
        .why(obstacle)
        .todo("Remove the tag, or give the target another name: for its images.")
        .build();
  }

  @Override
  public DeployNote prune(DeployContext context) throws IOException, InterruptedException {
    List<OciEntry> line = shelf.line(context.id());
    Optional<DeploymentId> current = shelf.current(context.id()).map(OciEntry::id);
    List<DeploymentId> kept = Kept.of(ids(line), current, context.plan().keep());
    List<OciEntry> old = line.stream().filter(its -> !kept.contains(its.id())).toList();
    OciRemoval.Result result = removal.run(context, context.id(), old);
    if (!result.left().isEmpty() && context.plan().act() == DeployAct.REMOVE) {
      throw BuildFailure.of(FailureKind.TARGET_REFUSED, "Not all could be removed.")
          .where(settings.repository())
          .why(String.join("; ", result.left()))
          .todo("Allow deletion in the registry, or remove the tags there; then retry.")
          .build();
    }
    return DeployNote.removed(
        result.left().isEmpty()
            ? result.removed().size() + ""
            : result.removed().size() + ", left " + String.join("; ", result.left()),
        result.removed());
  }

  private static List<DeploymentId> ids(List<OciEntry> entries) {
    return entries.stream().map(OciEntry::id).toList();
  }

  @Override
  public DeployNote undo(DeployContext context) throws IOException, InterruptedException {
    List<String> undone = new ArrayList<>();
    switchBack(context).ifPresent(undone::add);
    String note = "";
    if (context.plan().act() == DeployAct.DEPLOY) {
      repository.cancel(UploadFacts.of(context));
      List<OciEntry> own = shelf.find(context.id()).stream().toList();
      OciRemoval.Result result = removal.run(context, context.id(), own);
      result.removed().forEach(one -> undone.add("removed " + one));
      note = result.left().isEmpty() ? "" : "left " + String.join("; ", result.left());
    }
    return DeployNote.removed(note, undone);
  }

  /** Without an earlier deployment, the tag is removed together with its manifest. */
  private Optional<String> switchBack(DeployContext context)
      throws IOException, InterruptedException {
    DeploymentId wanted = SwitchFacts.wanted(context);
    if (!SwitchFacts.isSwitched(context, current(wanted))) {
      return Optional.empty();
    }
    List<OciEntry> line = shelf.line(wanted);
    Optional<DeploymentId> before = SwitchFacts.before(context, ids(line));
    for (OciEntry entry : line) {
      if (before.equals(Optional.of(entry.id()))) {
        repository.put(names.line(wanted), entry.manifest());
        return Optional.of("switched back to deployment " + entry.id());
      }
    }
    return Optional.empty();
  }

  @Override
  public void close() {
    // There is nothing to close.
  }
}
