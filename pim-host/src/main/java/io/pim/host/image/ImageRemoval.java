package io.pim.host.image;

import io.pim.host.store.DiskUsage;
import io.pim.model.files.DurableFile;
import io.pim.model.files.ExclusiveFile;
import io.pim.model.files.Names;
import io.pim.model.files.PimFolders;
import io.pim.model.files.PrivateFolders;
import io.pim.model.registry.ImageEntry;
import io.pim.model.registry.Registry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Removes images. First the registry entry, so that no entry lacks its file; then the image,
 * renamed to a draft, which {@code pim build clean} removes if this process is killed; then the
 * files beside it.
 */
public final class ImageRemoval {
  private final PimFolders folders;
  private final ImageUse use;
  private final KilledVerifications killed;
  private final DiskUsage usage;
  private final ExclusiveFile lock;

  public ImageRemoval(
      PimFolders folders, ImageUse use, KilledVerifications killed, DiskUsage usage) {
    this.folders = folders;
    this.use = use;
    this.killed = killed;
    this.usage = usage;
    this.lock = new ExclusiveFile(folders.layersLock());
  }

  /** Removes these images except those in use. */
  public List<RemovedImage> unused(List<ImageEntry> images, RemovalRequest request)
      throws IOException, InterruptedException {
    return lock.holding(() -> remove(look(images, request), request));
  }

  /** Removes all of these images, or none if one is in use. */
  public List<RemovedImage> allOrNone(List<ImageEntry> images, RemovalRequest request)
      throws IOException, InterruptedException {
    return lock.holding(
        () -> {
          List<RemovedImage> seen = look(images, request);
          return seen.stream().allMatch(RemovedImage::removed) ? remove(seen, request) : seen;
        });
  }

  private List<RemovedImage> look(List<ImageEntry> images, RemovalRequest request)
      throws IOException, InterruptedException {
    Set<String> going = images.stream().map(ImageEntry::name).collect(Collectors.toSet());

    List<ImageEntry> all = new Registry(folders).list();
    DiskUsage.Seen sizes = usage.under(List.of(folders.images()));
    List<RemovedImage> seen = new ArrayList<>();
    for (ImageEntry image : all) {
      if (going.contains(image.name())) {
        boolean here = image.isOn(request.host());
        List<String> users =
            here ? use.of(image, request) : List.of("it is on host " + image.host().orElse(""));
        ImageFiles files = here ? ImageFiles.of(image, all, folders) : ImageFiles.NONE;
        long freed = 0;
        for (Path file : files.own()) {
          freed += sizes.of(file).allocated();
        }
        seen.add(
            new RemovedImage(
                image.name(),
                users.isEmpty() || request.force(),
                files.own(),
                files.foreign(),
                users,
                freed));
      }
    }
    return List.copyOf(seen);
  }

  private List<RemovedImage> remove(List<RemovedImage> seen, RemovalRequest request)
      throws IOException, InterruptedException {
    if (!request.dryRun()) {
      for (RemovedImage image : seen) {
        if (image.removed()) {
          remove(image);
        }
      }
    }
    return seen;
  }

  private void remove(RemovedImage image) throws IOException, InterruptedException {
    if (Names.isPlain(image.name())) {
      killed.clear(image.name());
    }
    Registry registry = new Registry(folders);
    registry.remove(image.name());
    List<Path> files = new ArrayList<>(image.files());
    if (Names.isPlain(image.name()) && files.remove(folders.image(image.name()))) {
      Path draft = folders.imageDraft(image.name());
      DurableFile.move(folders.image(image.name()), draft);
      files.add(0, draft);
    }
    for (Path file : files) {
      Files.deleteIfExists(file);
    }
    if (Names.isPlain(image.name())) {
      PrivateFolders.delete(folders.verification(image.name()).root());
    }
  }
}
