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
 * The place of one layer's files.
 *
 * @param root the folder of all layers
 */
public record LayerPlace(Path root, StepKey key, BuildId build) {
  private static final String DISK = ".qcow2";
  private static final Pattern INSIDE = Pattern.compile("([0-9a-f]{64})/([^/]+)\\.qcow2");

  /**
   * The layer with this path. Empty for any other path, because facts and disk headers are
   * untrusted and may name files outside the folder.
   */
  public static Optional<LayerPlace> at(Path root, Path path) {
    // The path is compared as it is: a layer's path contains no "..".
    if (!path.startsWith(root)) {
      return Optional.empty();
    }
    Matcher name = INSIDE.matcher(root.relativize(path).toString());
    return name.matches()
        ? BuildId.tryParse(name.group(2))
            .map(build -> new LayerPlace(root, StepKey.of(name.group(1)), build))
        : Optional.empty();
  }

  /** As {@link #at(Path, Path)}, for a path in text form. */
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

  /** The warm checkpoint of the machine that ran on this disk. */
  public Path memory() {
    return folder().resolve(build + ".memory");
  }

  public Path memoryFacts() {
    return folder().resolve(build + ".memory.json");
  }

  /** In the order for removal: the disk comes first, because without it the rest is not a layer. */
  public List<Path> files() {
    return List.of(disk(), facts(), variables(), memoryFacts(), memory());
  }

  /** Whether the disk exists; a link in any part of the path does not count. */
  boolean isTaken() {
    return Files.isDirectory(folder(), LinkOption.NOFOLLOW_LINKS)
        && Files.isRegularFile(disk(), LinkOption.NOFOLLOW_LINKS);
  }
}
