package io.pim.host.deploy.utm;

import io.pim.host.deploy.DeployContext;
import io.pim.host.deploy.SwitchFacts;
import io.pim.host.deploy.TargetDeployment;
import io.pim.host.deploy.TargetDriver;
import io.pim.host.deploy.TargetFinding;
import io.pim.host.deploy.file.FileFailures;
import io.pim.host.deploy.file.UploadedFile;
import io.pim.host.deploy.folder.DescriptionFile;
import io.pim.host.deploy.folder.FileKind;
import io.pim.host.deploy.folder.FolderCheck;
import io.pim.host.deploy.folder.FolderLine;
import io.pim.host.deploy.folder.FolderUpload;
import io.pim.host.deploy.folder.ImageCopy;
import io.pim.host.deploy.folder.LocalFolder;
import io.pim.host.deploy.folder.TargetFolder;
import io.pim.model.deploy.DeployedImage;
import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
import io.pim.model.files.DeploymentId;
import io.pim.model.files.HomePath;
import io.pim.model.target.UtmTarget;
import io.pim.model.unit.ByteSize;
import io.pim.tools.qemu.ImageConverter;
import io.pim.tools.utm.UtmApp;
import io.pim.workflows.activity.DeployNote;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A folder of UTM machines on this host. */
public final class UtmDriver implements TargetDriver {
  private final String name;
  private final UtmTarget settings;
  private final TargetFolder folder;
  private final UtmBundle bundles;
  private final UtmApp app;

  /**
   * Opens a target.
   *
   * @param home of this user, for a path that begins with {@code ~/}
   * @param app opens new machines, if the target says so
   */
  public UtmDriver(
      String name, UtmTarget settings, Path home, ImageConverter converter, UtmApp app) {
    this.name = name;
    this.settings = settings;
    this.folder =
        new LocalFolder(
            HomePath.of(settings.dir(), home), new ImageCopy(converter, ImageCopy.Form.NO_ZSTD));
    this.bundles = new UtmBundle(settings);
    this.app = app;
  }

  private UtmLayout layout(DeploymentId id) throws IOException, InterruptedException {
    return UtmLayout.of(folder, settings, id);
  }

  private <T> T onTarget(FileFailures.Act<T> act) throws IOException, InterruptedException {
    return FileFailures.on(name, folder.shown(), act);
  }

  @Override
  public List<TargetFinding> check(Optional<DeployedImage> image)
      throws IOException, InterruptedException {
    List<TargetFinding> findings = new ArrayList<>();
    if (settings.open()) {
      findings.add(checkApp());
    }
    findings.addAll(
        onTarget(
            () -> {
              Optional<UtmLayout> line =
                  image.isPresent() ? Optional.of(lineOf(image.get())) : Optional.empty();
              return new FolderCheck(name, folder).run(image, line);
            }));
    return findings;
  }

  private UtmLayout lineOf(DeployedImage image) throws IOException, InterruptedException {
    return layout(
        DeploymentId.startedAt(image.profile(), image.architecture(), name, Instant.EPOCH));
  }

  private TargetFinding checkApp() {
    return app.obstacle()
        .map(
            obstacle ->
                TargetFinding.bad(
                    "UTM",
                    obstacle,
                    FailureKind.TARGET_REFUSED,
                    "Deploy from a Mac with UTM, or set open: false for the target."))
        .orElseGet(() -> TargetFinding.good("UTM", "installed"));
  }

  @Override
  public List<TargetDeployment> inventory() throws IOException, InterruptedException {
    return onTarget(() -> new UtmInventory(name, folder).list());
  }

  @Override
  public DeployNote convert(DeployContext context) {
    return DeployNote.of("nothing to convert before the copy");
  }

  @Override
  public DeployNote upload(DeployContext context) throws IOException, InterruptedException {
    return onTarget(
        () -> {
          if (isWhole(context.id())) {
            return DeployNote.of("already exists");
          }
          return DeployNote.of(new ByteSize(ensureDisk(context).size()).rounded());
        });
  }

  private boolean isWhole(DeploymentId id) throws IOException, InterruptedException {
    UtmLayout layout = layout(id);
    return layout.isDescribed(layout.whole(id), id);
  }

  private UploadedFile ensureDisk(DeployContext context) throws IOException, InterruptedException {
    Path part = layout(context.id()).part(context.id());
    return FolderUpload.ensure(folder, context, UtmLayout.disk(part));
  }

  @Override
  public DeployNote create(DeployContext context) throws IOException, InterruptedException {
    DeploymentId id = context.id();
    return onTarget(
        () -> {
          Path whole = layout(id).whole(id);
          if (!isWhole(id)) {
            requireFree(whole);
            make(context);
          }
          return DeployNote.at(layout(id).machine(id), whole.toString());
        });
  }

  private void requireFree(Path whole) throws IOException, InterruptedException {
    if (folder.kind(whole) != FileKind.NONE) {
      throw BuildFailure.of(FailureKind.TARGET_REFUSED, "There is a machine that PIM did not make.")
          .where(whole)
          .todo("Move it, or give the target another name: for its images.")
          .build();
    }
  }

  private void make(DeployContext context) throws IOException, InterruptedException {
    DeploymentId id = context.id();
    UtmLayout layout = layout(id);
    Path part = layout.part(id);
    UploadedFile uploaded = ensureDisk(context);
    bundles.write(folder, context, layout.machine(id), part);
    DescriptionFile.write(folder, context, part, UtmLayout.disk(part), uploaded);
    UtmLayout.markUnused(part, id);
    folder.move(part, layout.whole(id));
  }

  @Override
  public DeployNote trial(DeployContext context) {
    return DeployNote.of("not tried: PIM cannot start machines of UTM");
  }

  @Override
  public DeployNote switchTo(DeployContext context) throws IOException, InterruptedException {
    DeploymentId wanted = SwitchFacts.wanted(context);
    UtmLayout layout = layout(wanted);
    DeployNote note =
        onTarget(
            () -> {
              new FolderLine(folder, layout, wanted).switchTo(context);
              return DeployNote.switched(
                  layout.current() + " leads to " + layout.machine(wanted),
                  layout.whole(wanted).toString(),
                  SwitchFacts.previous(context).map(DeploymentId::text));
            });
    if (settings.open()) {
      // Users can open it themselves, so an application that does not open does not hold the
      // deployment.
      app.open(layout.whole(wanted)).ifPresent(why -> context.say("UTM did not open it: " + why));
    }
    return note;
  }

  @Override
  public DeployNote prune(DeployContext context) throws IOException, InterruptedException {
    return onTarget(
        () -> {
          UtmLayout layout = layout(context.id());
          List<String> removed = new FolderLine(folder, layout, context.id()).prune(context);
          return DeployNote.removed(removed.isEmpty() ? "none" : removed.size() + "", removed);
        });
  }

  @Override
  public DeployNote undo(DeployContext context) throws IOException, InterruptedException {
    return onTarget(
        () -> {
          UtmLayout layout = layout(context.id());
          return DeployNote.removed("", new FolderLine(folder, layout, context.id()).undo(context));
        });
  }

  @Override
  public void close() {
    folder.close();
  }
}
