package io.pim.host.deploy.directory;

import io.pim.host.deploy.DeployContext;
import io.pim.host.deploy.TargetDeployment;
import io.pim.host.deploy.TargetDriver;
import io.pim.host.deploy.TargetFinding;
import io.pim.model.deploy.DeployAct;
import io.pim.model.deploy.DeployPlan;
import io.pim.model.deploy.DeployedImage;
import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
import io.pim.model.files.DeploymentId;
import io.pim.model.json.Json;
import io.pim.model.target.DirectoryTarget;
import io.pim.model.target.SshAccess;
import io.pim.model.unit.Architecture;
import io.pim.model.unit.ByteSize;
import io.pim.tools.qemu.QemuImg;
import io.pim.tools.ssh.HostAccess;
import io.pim.tools.ssh.SshTarget;
import io.pim.workflows.activity.DeployNote;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
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
   * Opens a target; reaches nothing yet.
   *
   * @param home of this user
   */
  public static DirectoryDriver open(
      String name, DirectoryTarget settings, Path home, QemuImg qemuImg) {
    TargetFolder folder =
        settings.ssh().isPresent()
            ? new SftpFolder(
                access(settings.ssh().get(), home),
                settings.path(),
                settings.format(),
                new RawCopy(qemuImg))
            : new LocalFolder(
                inHome(settings.path(), home), new ImageCopy(qemuImg, settings.format()));
    return new DirectoryDriver(name, settings, folder);
  }

  private static HostAccess access(SshAccess ssh, Path home) {
    String user = ssh.user().orElseGet(() -> System.getProperty("user.name"));
    return new HostAccess(
        new SshTarget(ssh.host().orElseThrow(), ssh.port(), user),
        ssh.key().map(path -> inHome(path, home)),
        ssh.hostKey(),
        home);
  }

  private static Path inHome(String path, Path home) {
    return path.startsWith("~/") ? home.resolve(path.substring("~/".length())) : Path.of(path);
  }

  private DirectoryLayout layout(String profile, Architecture architecture)
      throws IOException, InterruptedException {
    return new DirectoryLayout(
        folder.path().resolve(settings.common().name().of(profile, architecture)));
  }

  private DirectoryLayout layout(DeploymentId id) throws IOException, InterruptedException {
    return layout(id.profile(), id.architecture());
  }

  private <T> T onTarget(DirectoryFailures.Act<T> act) throws IOException, InterruptedException {
    return DirectoryFailures.on(name, folder.shown(), act);
  }

  @Override
  public List<TargetFinding> check(Optional<DeployedImage> image)
      throws IOException, InterruptedException {
    return onTarget(
        () -> {
          DirectoryCheck check = new DirectoryCheck(name, folder);
          Optional<DirectoryLayout> line =
              image.isPresent() ? Optional.of(lineOf(image.get())) : Optional.empty();
          return check.run(image, line);
        });
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
            return DeployNote.of("there already");
          }
          return DeployNote.of(new ByteSize(ensurePart(context).size()).rounded());
        });
  }

  /**
   * The facts are written once the file is whole and on disk, so a file without them is neither.
   */
  private UploadedFile ensurePart(DeployContext context) throws IOException, InterruptedException {
    Path part = layout(context.id()).part(context.id());
    Path file = DirectoryLayout.image(part, settings.format());
    Path facts = context.folder().facts(UploadedFile.FACTS);
    Optional<UploadedFile> known = known(facts, file);
    if (known.isPresent() && folder.look(context, file).equals(known.get())) {
      return known.get();
    }
    Files.deleteIfExists(facts);
    folder.makeFolders(part);
    UploadedFile uploaded = folder.bring(context, file);
    Json.write(facts, uploaded);
    return uploaded;
  }

  /** What was uploaded earlier, where that may still be there. */
  private Optional<UploadedFile> known(Path facts, Path file)
      throws IOException, InterruptedException {
    if (!Files.isRegularFile(facts) || folder.kind(file) != FileKind.FILE) {
      return Optional.empty();
    }
    UploadedFile known = Json.read(facts, UploadedFile.class);
    return known.size() == folder.size(file) ? Optional.of(known) : Optional.empty();
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
    String file = DirectoryLayout.image(part, settings.format()).getFileName().toString();
    String text =
        Json.mapper()
            .writerWithDefaultPrettyPrinter()
            .writeValueAsString(
                DirectoryDescription.of(context.id(), context.plan(), file, uploaded));
    folder.write(
        DirectoryLayout.description(part), (text + "\n").getBytes(StandardCharsets.UTF_8));
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
    DeploymentId wanted = wanted(context);
    DirectoryLayout layout = layout(wanted);
    return onTarget(
        () -> {
          if (folder.kind(layout.whole(wanted)) != FileKind.FOLDER) {
            throw BuildFailure.of(
                    FailureKind.TARGET_REFUSED,
                    "Deployment " + wanted + " is not on target " + name + " any more.")
                .where(layout.whole(wanted))
                .todo("Deploy the image again: pim deploy run IMAGE " + name)
                .build();
          }
          CurrentLink link = new CurrentLink(folder, layout);
          Path facts = context.folder().facts(SwitchFacts.FACTS);
          Optional<DeploymentId> now = link.get();
          if (!now.equals(Optional.of(wanted))) {
            Json.write(facts, new SwitchFacts(now));
            link.set(wanted);
          }
          Optional<String> previous = previous(context).map(DeploymentId::text);
          return DeployNote.switched(
              layout.current() + " leads to " + wanted, place(wanted), previous);
        });
  }

  private static DeploymentId wanted(DeployContext context) {
    return context.plan().rollbackTo().orElse(context.id());
  }

  private static Optional<DeploymentId> previous(DeployContext context) throws IOException {
    Path facts = context.folder().facts(SwitchFacts.FACTS);
    return Files.exists(facts) ? Json.read(facts, SwitchFacts.class).previous() : Optional.empty();
  }

  @Override
  public DeployNote prune(DeployContext context) throws IOException, InterruptedException {
    return onTarget(
        () -> {
          DeployPlan plan = context.plan();
          DirectoryLayout layout = lineOf(plan.image());
          CurrentLink link = new CurrentLink(folder, layout);
          List<DeploymentId> whole = whole(layout, context.id());
          List<DeploymentId> kept = kept(whole, link.get(), plan.keep());
          if (kept.isEmpty()) {
            link.remove();
          }
          List<String> removed = new ArrayList<>();
          for (DeploymentId id : whole) {
            if (!kept.contains(id) && remove(layout, id)) {
              context.say("removed deployment " + id);
              removed.add("deployment " + id);
            }
          }
          removeLeftovers(layout, context.id());
          if (kept.isEmpty()) {
            folder.deleteIfEmpty(layout.line());
          }
          return DeployNote.removed(removed.isEmpty() ? "none" : removed.size() + "", removed);
        });
  }

  /** The current one is always among those that stay, where any are to. */
  private static List<DeploymentId> kept(
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

  private List<DeploymentId> whole(DirectoryLayout layout, DeploymentId line)
      throws IOException, InterruptedException {
    List<DeploymentId> found = new ArrayList<>();
    for (Path path : folder.list(layout.line())) {
      Optional<DeploymentId> id =
          DeploymentId.tryParse(path.getFileName().toString())
              .filter(its -> its.workflowId().equals(line.workflowId()));
      if (id.isPresent() && folder.kind(path) == FileKind.FOLDER) {
        found.add(id.get());
      }
    }
    found.sort(Comparator.comparing(DirectoryDriver::time).reversed());
    return found;
  }

  private static String time(DeploymentId id) {
    return id.time().map(Object::toString).orElse("") + id;
  }

  /** What is half removed never looks whole. */
  private boolean remove(DirectoryLayout layout, DeploymentId id)
      throws IOException, InterruptedException {
    boolean there = isThere(layout.whole(id));
    if (there) {
      folder.delete(layout.gone(id));
      folder.move(layout.whole(id), layout.gone(id));
    }
    folder.delete(layout.gone(id));
    return there;
  }

  /** What a removal left that was killed. */
  private void removeLeftovers(DirectoryLayout layout, DeploymentId line)
      throws IOException, InterruptedException {
    for (Path path : folder.list(layout.line())) {
      Optional<DeploymentId> id =
          DeploymentId.tryParse(DirectoryLayout.idOfHidden(path.getFileName().toString()))
              .filter(its -> its.workflowId().equals(line.workflowId()));
      if (id.isPresent() && path.equals(layout.gone(id.get()))) {
        folder.delete(path);
      }
    }
  }

  @Override
  public DeployNote undo(DeployContext context) throws IOException, InterruptedException {
    if (context.plan().act() == DeployAct.REMOVE) {
      return DeployNote.of("a removal is not undone");
    }
    return onTarget(
        () -> {
          DirectoryLayout layout = lineOf(context.plan().image());
          List<String> undone = new ArrayList<>();
          switchBack(context, layout).ifPresent(undone::add);
          if (context.plan().act() == DeployAct.DEPLOY) {
            removeOwn(layout, context.id(), undone);
          }
          undone.forEach(context::say);
          return DeployNote.removed("", undone);
        });
  }

  /** The one before; where it is not known any more, the newest that is there. */
  private Optional<String> switchBack(DeployContext context, DirectoryLayout layout)
      throws IOException, InterruptedException {
    CurrentLink link = new CurrentLink(folder, layout);
    DeploymentId wanted = wanted(context);
    boolean known = Files.exists(context.folder().facts(SwitchFacts.FACTS));
    boolean switched = link.get().equals(Optional.of(wanted));
    if (!switched || (!known && context.plan().act() == DeployAct.ROLLBACK)) {
      return Optional.empty();
    }
    List<DeploymentId> others =
        whole(layout, context.id()).stream().filter(id -> !id.equals(wanted)).toList();
    boolean wasFirst = known && previous(context).isEmpty();
    Optional<DeploymentId> before =
        previous(context)
            .filter(others::contains)
            .or(() -> wasFirst ? Optional.empty() : others.stream().findFirst());
    if (before.isPresent()) {
      link.set(before.get());
      return Optional.of("switched back to deployment " + before.get());
    }
    link.remove();
    return Optional.of("removed the link " + layout.current());
  }

  private void removeOwn(DirectoryLayout layout, DeploymentId id, List<String> undone)
      throws IOException, InterruptedException {
    boolean part = folder.delete(layout.part(id));
    folder.delete(layout.nextCurrent(id));
    if (remove(layout, id) || part) {
      undone.add("removed deployment " + id);
    }
    folder.deleteIfEmpty(layout.line());
  }

  @Override
  public void close() {
    folder.close();
  }
}
