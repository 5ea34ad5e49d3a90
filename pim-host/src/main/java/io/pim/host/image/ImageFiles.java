package io.pim.host.image;

import io.pim.model.files.Names;
import io.pim.model.files.PimFolders;
import io.pim.model.registry.ImageEntry;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The files of a registry entry. Other programs can write entries, so only regular files in PIM's
 * image folder that no other entry names are the entry's own.
 *
 * @param own the files to remove with the entry, the image first
 * @param foreign the files that stay
 */
record ImageFiles(List<Path> own, List<Path> foreign) {
  /** The files of an image on another host. */
  static final ImageFiles NONE = new ImageFiles(List.of(), List.of());

  static ImageFiles of(ImageEntry entry, List<ImageEntry> all, PimFolders folders) {
    Set<Path> ofOthers = new HashSet<>();
    all.stream()
        .filter(other -> !other.name().equals(entry.name()))
        .flatMap(ImageFiles::named)
        .forEach(ofOthers::add);
    List<Path> own = new ArrayList<>();
    List<Path> foreign = new ArrayList<>();
    named(entry)
        .filter(file -> Files.exists(file, LinkOption.NOFOLLOW_LINKS))
        .forEach(
            file ->
                (isIn(folders.images(), file) && !ofOthers.contains(file) ? own : foreign)
                    .add(file));
    if (Names.isPlain(entry.name()) && Files.isRegularFile(folders.imageSeen(entry.name()))) {
      own.add(folders.imageSeen(entry.name()));
    }
    return new ImageFiles(List.copyOf(own), List.copyOf(foreign));
  }

  private static Stream<Path> named(ImageEntry entry) {
    return Stream.concat(
            Stream.of(entry.path()),
            Stream.concat(entry.uefiVariables().stream(), Stream.of(entry.manifest())))
        .map(Path::normalize)
        .distinct();
  }

  private static boolean isIn(Path folder, Path file) {
    return folder.normalize().equals(file.getParent())
        && Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS);
  }
}
