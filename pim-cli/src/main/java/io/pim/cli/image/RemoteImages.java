package io.pim.cli.image;

import io.pim.cli.output.ExitStatus;
import io.pim.cli.output.ForPeople;
import io.pim.cli.output.JsonOutput;
import io.pim.cli.output.SafeText;
import io.pim.cli.shell.CliContext;
import io.pim.host.remote.RemoteImage;
import io.pim.host.remote.StoreListing;
import io.pim.host.remote.StorePrune;
import io.pim.host.remote.layers.LayerPrune;
import io.pim.model.files.Names;
import io.pim.model.registry.Registry;
import io.pim.model.store.StoreLine;
import io.pim.model.unit.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Lists and prunes the images in the shared store. */
final class RemoteImages {
  private final CliContext context;
  private final SharedStore store;
  private final ImageFilterOption filter;

  RemoteImages(CliContext context, ImageFilterOption filter) throws IOException {
    this.context = context;
    this.store = SharedStore.of(context);
    this.filter = filter;
  }

  /** The JSON of {@code pim image prune --remote -o json}. */
  public record Pruned(boolean dryRun, List<Image> images, List<Layer> layers) {
    /**
     * A superfluous image.
     *
     * @param reason why it stays; empty for one that was removed, or would be
     */
    record Image(String name, String place, boolean removed, String reason) {}

    /**
     * A layer that no build has used for a while.
     *
     * @param build that made it
     * @param used the day on which a build last used it
     * @param removed false if the registry does not allow deletion
     */
    record Layer(String key, String build, LocalDate used, boolean removed) {}
  }

  int list(boolean latest, boolean json) throws IOException, InterruptedException {
    List<RemoteImage> found = found();
    if (latest) {
      Set<StoreLine> seen = new HashSet<>();
      found = found.stream().filter(its -> seen.add(its.image().line())).toList();
    }
    Set<Sha256> here = here();
    List<RemoteImageView> views =
        found.stream().map(its -> RemoteImageView.of(its, store.store(), here)).toList();
    if (json) {
      JsonOutput.print(context.out(), views);
    } else if (views.isEmpty()) {
      context.err().println("no such image in " + store.store().address());
    } else {
      RemoteImageView.table(views, context.clock().instant()).print(context.terminal());
    }
    return ExitStatus.DONE;
  }

  int prune(int keep, Duration unusedLayers, boolean dryRun, boolean json)
      throws IOException, InterruptedException {
    List<Pruned.Image> images =
        new StorePrune(store.store()).run(found(), keep, dryRun).stream().map(this::shown).toList();
    Pruned pruned = new Pruned(dryRun, images, layers(unusedLayers, dryRun));
    if (json) {
      JsonOutput.print(context.out(), pruned);
    } else {
      print(pruned);
    }
    boolean all =
        images.stream().allMatch(Pruned.Image::removed)
            && pruned.layers().stream().allMatch(Pruned.Layer::removed);
    return all ? ExitStatus.DONE : ExitStatus.FAILED;
  }

  /** Layers belong to no profile, so a filter for images leaves them alone. */
  private List<Pruned.Layer> layers(Duration unused, boolean dryRun) throws InterruptedException {
    if (filter.profile().isPresent() || filter.architecture().isPresent()) {
      return List.of();
    }
    LocalDate before = LocalDate.ofInstant(context.clock().instant().minus(unused), ZoneOffset.UTC);
    return new LayerPrune(store.store())
        .run(before, dryRun).stream()
            .map(its -> new Pruned.Layer(its.key(), its.build(), its.used(), its.removed()))
            .toList();
  }

  private void print(Pruned pruned) {
    pruned.images().forEach(image -> print(image, pruned.dryRun()));
    pruned.layers().forEach(this::print);
    long images = pruned.images().stream().filter(Pruned.Image::removed).count();
    long layers = pruned.layers().stream().filter(Pruned.Layer::removed).count();
    String counts =
        Stream.of(
                images == 0 ? "" : ForPeople.count(images, "image"),
                layers == 0 ? "" : ForPeople.count(layers, "layer"))
            .filter(count -> !count.isEmpty())
            .collect(Collectors.joining(", "));
    context
        .out()
        .println(
            counts.isEmpty()
                ? "nothing removed"
                : (pruned.dryRun() ? "would remove " : "removed ") + counts);
  }

  private void print(Pruned.Layer layer) {
    if (!layer.removed()) {
      context
          .err()
          .println(
              SafeText.line(
                  "layer " + layer.key() + " stays: the registry does not allow deletion"));
    }
  }

  private void print(Pruned.Image image, boolean dryRun) {
    if (image.removed()) {
      context.out().println(SafeText.line((dryRun ? "would remove " : "removed ") + image.place()));
    } else {
      context.err().println(SafeText.line(image.place() + " stays: " + image.reason()));
    }
  }

  private Pruned.Image shown(StorePrune.Removal removal) {
    RemoteImageView view = RemoteImageView.of(removal.image(), store.store(), Set.of());
    return new Pruned.Image(
        view.name(), view.place(), removal.left().isEmpty(), removal.left().orElse(""));
  }

  private List<RemoteImage> found() throws IOException, InterruptedException {
    StoreListing listing = new StoreListing(store.store());
    StoreListing.Listed listed =
        filter.profile().filter(Names::isPlain).isPresent()
            ? listing.lines(SharedStore.linesOf(filter.profile().get()))
            : listing.all(store.knownLines());
    if (!listed.complete()) {
      context
          .err()
          .println(
              "note: the OCI registry does not list its repositories, so these are the images of "
                  + "profiles known here; --profile names another one");
    }
    return listed.images().stream()
        .filter(its -> filter.lets(its.image().line().profile(), its.image().line().architecture()))
        .toList();
  }

  private Set<Sha256> here() throws IOException {
    return new Registry(context.folders())
        .list().stream()
            .filter(its -> its.isOn(store.hostId()) && Files.exists(its.path()))
            .map(its -> its.sha256())
            .collect(Collectors.toSet());
  }
}
