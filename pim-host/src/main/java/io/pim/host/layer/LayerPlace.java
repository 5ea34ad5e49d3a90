package io.pim.host.layer;

import io.pim.model.files.BuildId;
import io.pim.model.plan.StepKey;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where one layer's files lie.
 *
 * @param root the folder of all layers
 */
public record LayerPlace(Path root, StepKey key, BuildId build) {
  private static final String DISK = ".qcow2";
  private static final Pattern INSIDE = Pattern.compile("([0-9a-f]{64})/([^/]+)\\.qcow2");

  /**
   * The place that a path means; empty for every path that is not exactly a layer's: facts and
   * headers of disks name files, and none outside of the folder is believed.
   */
  public static Optional<LayerPlace> at(Path root, Path path) {
    // With no .. resolved: in a path that has to match whole there can be none.
    if (!path.startsWith(root)) {
      return Optional.empty();
    }
    Matcher name = INSIDE.matcher(root.relativize(path).toString());
    return name.matches()
        ? BuildId.tryParse(name.group(2))
            .map(build -> new LayerPlace(root, StepKey.of(name.group(1)), build))
        : Optional.empty();
  }

  /** The same of a name that somebody wrote down. */
  public static Optional<LayerPlace> at(Path root, String path) {
    try {
      return at(root, Path.of(path));
    } catch (InvalidPathException e) {
      return Optional.empty();
    }
  }

  public Path folder() {
    return root.resolve(key.toString());
  }

  public Path disk() {
    return folder().resolve(build + DISK);
  }

  Path facts() {
    return folder().resolve(build + ".json");
  }

  Path variables() {
    return folder().resolve(build + ".efivars.fd");
  }

  /** The memory of the machine that ran on this disk, and what must be so for it to be of use. */
  public Path memory() {
    return folder().resolve(build + ".memory");
  }

  public Path memoryFacts() {
    return folder().resolve(build + ".memory.json");
  }

  /** The disk first: removed in this order, what a kill leaves is no layer, and no memory. */
  public List<Path> files() {
    return List.of(disk(), facts(), variables(), memoryFacts(), memory());
  }

  /** Whether there is a disk; what a link leads to is none, in whatever part of the way it is. */
  boolean isTaken() {
    return Files.isDirectory(folder(), LinkOption.NOFOLLOW_LINKS)
        && Files.isRegularFile(disk(), LinkOption.NOFOLLOW_LINKS);
  }
}
