package io.pim.host.deploy.directory;

import io.pim.host.deploy.DeployContext;
import io.pim.host.deploy.SwitchFacts;
import io.pim.host.deploy.TargetDeployment;
import io.pim.host.deploy.TargetDriver;
import io.pim.host.deploy.TargetFinding;
import io.pim.host.deploy.TargetLogin;
import io.pim.host.deploy.file.FileFailures;
import io.pim.host.deploy.file.RawCopy;
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
import io.pim.model.files.DeploymentId;
import io.pim.model.files.HomePath;
import io.pim.model.target.DirectoryTarget;
import io.pim.model.target.DiskFormat;
import io.pim.model.unit.Architecture;
import io.pim.model.unit.ByteSize;
import io.pim.tools.qemu.ImageConverter;
import io.pim.workflows.activity.DeployNote;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A folder of deployments, with a link to the current one. */
public final class DirectoryDriver implements TargetDriver {
  private final String name;
  private final DirectoryTarget settings;
  private final TargetFolder folder;

  private DirectoryDriver(String name, DirectoryTarget settings, TargetFolder folder) {
    this.name = name;
    this.settings = settings;
    this.folder = folder;
  }

  /**
   * Opens a target without connecting.
   *
   * @param home of this user
   */
  public static DirectoryDriver open(
      String name, DirectoryTarget settings, Path home, ImageConverter converter) {
    TargetFolder folder =
        settings.ssh().isPresent()
            ? new SftpFolder(
                TargetLogin.of(settings.ssh().get(), "", home),
                settings.path(),
                settings.format(),
                new RawCopy(converter))
            : new LocalFolder(
                HomePath.of(settings.path(), home), new ImageCopy(converter, form(settings)));
    return new DirectoryDriver(name, settings, folder);
  }

  private static ImageCopy.Form form(DirectoryTarget settings) {
    return settings.format() == DiskFormat.RAW ? ImageCopy.Form.RAW : ImageCopy.Form.SAME;
  }

  private DirectoryLayout layout(String profile, Architecture architecture)
      throws IOException, InterruptedException {
    return new DirectoryLayout(
        folder.path().resolve(settings.common().name().of(profile, architecture)));
  }

  private DirectoryLayout layout(DeploymentId id) throws IOException, InterruptedException {
    return layout(id.profile(), id.architecture());
  }

  private <T> T onTarget(FileFailures.Act<T> act) throws IOException, InterruptedException {
    return FileFailures.on(name, folder.shown(), act);
  }

  @Override
  public List<TargetFinding> check(Optional<DeployedImage> image)
      throws IOException, InterruptedException {
    try {
      return onTarget(
          () -> {
            FolderCheck check = new FolderCheck(name, folder);
            Optional<DirectoryLayout> line =
                image.isPresent() ? Optional.of(lineOf(image.get())) : Optional.empty();
            return check.run(image, line);
          });
    } catch (BuildFailure e) {
      return List.of(TargetFinding.failed(folder.shown(), e));
    }
  }

  private DirectoryLayout lineOf(DeployedImage image) throws IOException, InterruptedException {
    return layout(image.profile(), image.architecture());
  }

  @Override
  public List<TargetDeployment> inventory() throws IOException, InterruptedException {
    return onTarget(() -> new DirectoryInventory(name, folder).list());
  }

  @Override
  public DeployNote convert(DeployContext context) throws IOException, InterruptedException {
    return onTarget(() -> folder.prepare(context));
  }

  @Override
  public DeployNote upload(DeployContext context) throws IOException, InterruptedException {
    return onTarget(
        () -> {
          if (isThere(layout(context.id()).whole(context.id()))) {
            return DeployNote.of("already exists");
          }
          return DeployNote.of(new ByteSize(ensurePart(context).size()).rounded());
        });
  }

  private UploadedFile ensurePart(DeployContext context) throws IOException, InterruptedException {
    Path part = layout(context.id()).part(context.id());
    return FolderUpload.ensure(folder, context, DirectoryLayout.image(part, settings.format()));
  }

  private boolean isThere(Path path) throws IOException, InterruptedException {
    return folder.kind(path) != FileKind.NONE;
  }

  @Override
  public DeployNote create(DeployContext context) throws IOException, InterruptedException {
    return onTarget(
        () -> {
          DirectoryLayout layout = layout(context.id());
          Path whole = layout.whole(context.id());
          if (!isThere(whole)) {
            Path part = layout.part(context.id());
            describe(context, part, ensurePart(context));
            folder.move(part, whole);
          }
          return DeployNote.at(whole.toString(), place(context.id()));
        });
  }

  private void describe(DeployContext context, Path part, UploadedFile uploaded)
      throws IOException, InterruptedException {
    if (context.uefiVariables().isPresent()) {
      byte[] variables = Files.readAllBytes(context.uefiVariables().get());
      folder.write(DirectoryLayout.uefiVariables(part), variables);
    }
    Path file = DirectoryLayout.image(part, settings.format());
    DescriptionFile.write(folder, context, part, file, uploaded);
  }

  private String place(DeploymentId id) throws IOException, InterruptedException {
    return DirectoryLayout.image(layout(id).whole(id), settings.format()).toString();
  }

  @Override
  public DeployNote trial(DeployContext context) {
    return DeployNote.of("not tried: nothing boots in a folder");
  }

  @Override
  public DeployNote switchTo(DeployContext context) throws IOException, InterruptedException {
    DeploymentId wanted = SwitchFacts.wanted(context);
    return onTarget(
        () -> {
          DirectoryLayout layout = layout(wanted);
          new FolderLine(folder, layout, wanted).switchTo(context);
          return DeployNote.switched(
              layout.current() + " leads to " + wanted,
              place(wanted),
              SwitchFacts.previous(context).map(DeploymentId::text));
        });
  }

  @Override
  public DeployNote prune(DeployContext context) throws IOException, InterruptedException {
    return onTarget(
        () -> {
          DirectoryLayout layout = lineOf(context.plan().image());
          List<String> removed = new FolderLine(folder, layout, context.id()).prune(context);
          folder.deleteIfEmpty(layout.line());
          return DeployNote.removed(removed.isEmpty() ? "none" : removed.size() + "", removed);
        });
  }

  @Override
  public DeployNote undo(DeployContext context) throws IOException, InterruptedException {
    return onTarget(
        () -> {
          DirectoryLayout layout = lineOf(context.plan().image());
          List<String> undone = new FolderLine(folder, layout, context.id()).undo(context);
          folder.deleteIfEmpty(layout.line());
          return DeployNote.removed("", undone);
        });
  }

  @Override
  public void close() {
    folder.close();
  }
}
