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
import io.pim.model.files.DurableFile;
import io.pim.model.files.Listing;
import io.pim.model.files.PrivateFolders;
import io.pim.model.json.Json;
import io.pim.model.target.DirectoryTarget;
import io.pim.model.unit.Architecture;
import io.pim.model.unit.ByteSize;
import io.pim.tools.qemu.QemuImg;
import io.pim.workflows.activity.DeployNote;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** A folder on this host: a local disk, or a share that is mounted. */
public final class DirectoryDriver implements TargetDriver {
  private final String name;
  private final DirectoryTarget settings;
  private final Path folder;
  private final ImageCopy copy;

  /**
   * Opens a target.
   *
   * @param home of this user, for a path that begins with {@code ~/}
   * @throws BuildFailure TARGET_REFUSED where the folder is on another host
   */
  public DirectoryDriver(String name, DirectoryTarget settings, Path home, QemuImg qemuImg) {
    if (settings.ssh().isPresent()) {
      throw BuildFailure.of(
              FailureKind.TARGET_REFUSED, "PIM cannot deploy to a folder over SSH yet.")
          .where("target " + name)
          .todo("Mount the folder on this host, and remove ssh: from the target.")
          .build();
    }
    this.name = name;
    this.settings = settings;
    this.folder =
        settings.path().startsWith("~/")
            ? home.resolve(settings.path().substring("~/".length()))
            : Path.of(settings.path());
    this.copy = new ImageCopy(qemuImg, settings.format());
  }

  private DirectoryLayout layout(String profile, Architecture architecture) {
    return new DirectoryLayout(folder.resolve(settings.common().name().of(profile, architecture)));
  }

  private DirectoryLayout layout(DeploymentId id) {
    return layout(id.profile(), id.architecture());
  }

  private <T> T onTarget(DirectoryFailures.Act<T> act) throws IOException, InterruptedException {
    return DirectoryFailures.on(name, folder, act);
  }

  @Override
  public List<TargetFinding> check(Optional<DeployedImage> image)
      throws IOException, InterruptedException {
    return onTarget(() -> new DirectoryCheck(name, folder).run(image, image.map(this::lineOf)));
  }

  private DirectoryLayout lineOf(DeployedImage image) {
    return layout(image.profile(), image.architecture());
  }

  @Override
  public List<TargetDeployment> inventory() throws IOException, InterruptedException {
    return onTarget(() -> new DirectoryInventory(name, folder).list());
  }

  @Override
  public DeployNote convert(DeployContext context) {
    return DeployNote.of("nothing to convert before the copy");
  }

  @Override
  public DeployNote upload(DeployContext context) throws IOException, InterruptedException {
    return onTarget(
        () -> {
          if (Files.exists(layout(context.id()).whole(context.id()))) {
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
    if (ImageCopy.isThere(context, file)) {
      UploadedFile known = Json.read(facts, UploadedFile.class);
      if (copy.look(context, file).equals(known)) {
        return known;
      }
    }
    Files.deleteIfExists(facts);
    Files.createDirectories(part);
    Files.deleteIfExists(file);
    UploadedFile uploaded = copy.run(context, file);
    DurableFile.forceNames(part);
    Json.write(facts, uploaded);
    return uploaded;
  }

  @Override
  public DeployNote create(DeployContext context) throws IOException, InterruptedException {
    return onTarget(
        () -> {
          DirectoryLayout layout = layout(context.id());
          Path whole = layout.whole(context.id());
          if (!Files.exists(whole)) {
            Path part = layout.part(context.id());
            describe(context, part, ensurePart(context));
            DurableFile.move(part, whole);
          }
          return DeployNote.at(whole.toString(), place(context.id()));
        });
  }

  private void describe(DeployContext context, Path part, UploadedFile uploaded)
      throws IOException {
    if (context.uefiVariables().isPresent()) {
      byte[] variables = Files.readAllBytes(context.uefiVariables().get());
      DurableFile.write(DirectoryLayout.uefiVariables(part), DurableFile.READABLE, variables);
    }
    String file = DirectoryLayout.image(part, settings.format()).getFileName().toString();
    String text =
        Json.mapper()
            .writerWithDefaultPrettyPrinter()
            .writeValueAsString(
                DirectoryDescription.of(context.id(), context.plan(), file, uploaded));
    DurableFile.write(
        DirectoryLayout.description(part),
        DurableFile.READABLE,
        (text + "\n").getBytes(StandardCharsets.UTF_8));
  }

  private String place(DeploymentId id) {
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
          if (!Files.isDirectory(layout.whole(wanted), LinkOption.NOFOLLOW_LINKS)) {
            throw BuildFailure.of(
                    FailureKind.TARGET_REFUSED,
                    "Deployment " + wanted + " is not on target " + name + " any more.")
                .where(layout.whole(wanted))
                .todo("Deploy the image again: pim deploy run IMAGE " + name)
                .build();
          }
          CurrentLink link = new CurrentLink(layout);
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
          CurrentLink link = new CurrentLink(layout);
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
            removeIfEmpty(layout.line());
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

  private static List<DeploymentId> whole(DirectoryLayout layout, DeploymentId line)
      throws IOException {
    return Listing.of(layout.line()).stream()
        .filter(path -> Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS))
        .map(path -> DeploymentId.tryParse(path.getFileName().toString()))
        .flatMap(Optional::stream)
        .filter(id -> id.workflowId().equals(line.workflowId()))
        .sorted(Comparator.comparing(DirectoryDriver::time).reversed())
        .toList();
  }

  private static String time(DeploymentId id) {
    return id.time().map(Object::toString).orElse("") + id;
  }

  /** What is half removed never looks whole. */
  private static boolean remove(DirectoryLayout layout, DeploymentId id) throws IOException {
    boolean there = Files.exists(layout.whole(id), LinkOption.NOFOLLOW_LINKS);
    if (there) {
      PrivateFolders.delete(layout.gone(id));
      DurableFile.move(layout.whole(id), layout.gone(id));
    }
    PrivateFolders.delete(layout.gone(id));
    return there;
  }

  /** What a removal left that was killed. */
  private static void removeLeftovers(DirectoryLayout layout, DeploymentId line)
      throws IOException {
    for (Path path : Listing.of(layout.line())) {
      Optional<DeploymentId> id =
          DeploymentId.tryParse(DirectoryLayout.idOfHidden(path.getFileName().toString()))
              .filter(its -> its.workflowId().equals(line.workflowId()));
      if (id.isPresent() && path.equals(layout.gone(id.get()))) {
        PrivateFolders.delete(path);
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
  private static Optional<String> switchBack(DeployContext context, DirectoryLayout layout)
      throws IOException {
    CurrentLink link = new CurrentLink(layout);
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

  private static void removeOwn(DirectoryLayout layout, DeploymentId id, List<String> undone)
      throws IOException {
    boolean part = Files.exists(layout.part(id));
    PrivateFolders.delete(layout.part(id));
    Files.deleteIfExists(layout.nextCurrent(id));
    if (remove(layout, id) || part) {
      undone.add("removed deployment " + id);
    }
    removeIfEmpty(layout.line());
  }

  private static void removeIfEmpty(Path line) throws IOException {
    try {
      Files.deleteIfExists(line);
    } catch (DirectoryNotEmptyException e) {
      // Somebody else's files are in it, or other deployments.
    }
  }

  @Override
  public void close() {
    // Nothing is held open.
  }
}
