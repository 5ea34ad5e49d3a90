package io.pim.host.store;

import io.pim.model.files.BuildId;
import io.pim.model.files.Listing;
import io.pim.model.files.PimFolders;
import io.pim.model.registry.ImageEntry;
import io.pim.model.registry.Registry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Drafts of images, and images that were never registered. Such an image may be removed only when
 * the Temporal service reports that its build ended without one, because with several hosts another
 * host's registry may have it.
 */
final class ImageLeftovers {
  private static final Pattern PART =
      Pattern.compile("\\.?(.+?)\\.(qcow2\\.part|manifest\\.json|efivars\\.fd|seen\\.json)");
  private static final Pattern DRAFT = Pattern.compile("\\..+\\.tmp");

  private final PimFolders folders;
  private final DiskUsage.Seen usage;
  private final StoreNeeds needs;

  ImageLeftovers(PimFolders folders, DiskUsage.Seen usage, StoreNeeds needs) {
    this.folders = folders;
    this.usage = usage;
    this.needs = needs;
  }

  /**
   * The images and drafts that can be removed.
   *
   * @param withoutImage builds known to have ended without an image
   * @param notes receives images that stay although their build is unknown
   */
  List<StoreItem> unneeded(Set<BuildId> withoutImage, List<String> notes) throws IOException {
    Set<BuildId> registered = new HashSet<>();
    Set<Path> paths = new HashSet<>();
    for (ImageEntry image : new Registry(folders).list()) {
      registered.add(image.buildId());
      paths.add(image.path());
    }
    List<StoreItem> items = new ArrayList<>();
    for (Path file : Listing.of(folders.images())) {
      String name = file.getFileName().toString();
      if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
        continue;
      }
      Optional<BuildId> image = imageOf(name);
      if (image.isPresent() && !needs.unfinished().contains(image.get())) {
        if (!registered.contains(image.get()) && !paths.contains(file)) {
          image(image.get(), withoutImage, notes).ifPresent(items::add);
        }
      } else if (isLeftover(name)) {
        items.add(item(StoreKind.LEFTOVER, name, List.of(file)));
      }
    }
    return items;
  }

  private Optional<StoreItem> image(BuildId build, Set<BuildId> withoutImage, List<String> notes)
      throws IOException {
    String name = build.text();
    Path image = folders.image(name);
    if (!withoutImage.contains(build)) {
      notes.add(
          image
              + " is in no registry of this host; it stays, because another host's "
              + "registry may have it");
      return Optional.empty();
    }
    return Optional.of(
        item(
            StoreKind.IMAGE,
            name,
            List.of(
                image,
                folders.imageManifest(name),
                folders.imageUefiVariables(name),
                folders.imageSeen(name))));
  }

  private static Optional<BuildId> imageOf(String name) {
    return name.endsWith(".qcow2")
        ? BuildId.tryParse(name.substring(0, name.length() - ".qcow2".length()))
        : Optional.empty();
  }

  /**
   * Whether a file is a leftover: it belongs to no registered image, and no build can still
   * register it.
   */
  private boolean isLeftover(String name) {
    Matcher part = PART.matcher(name);
    if (part.matches()) {
      Optional<BuildId> build = BuildId.tryParse(part.group(1));
      if (build.isEmpty()) {
        // An import that was killed; other files with such a name belong to registered images.
        return name.endsWith(".part");
      }
      return !needs.unfinished().contains(build.get())
          && (name.endsWith(".part") || !needs.withImage().contains(build.get()));
    }
    return DRAFT.matcher(name).matches();
  }

  private StoreItem item(StoreKind kind, String name, List<Path> files) throws IOException {
    List<StoreSize> sizes = new ArrayList<>();
    for (Path file : files) {
      sizes.add(usage.of(file));
    }
    Instant lastUsed = Listing.modified(files.get(0));
    return new StoreItem(kind, name, files, StoreSize.sum(sizes), lastUsed);
  }
}
