package io.pim.host.layer;

import io.pim.model.files.BuildId;
import io.pim.model.files.PimFolders;
import io.pim.model.plan.StepKey;
import io.pim.model.secret.SealBrokenException;
import io.pim.model.secret.SealedBlob;
import io.pim.model.secret.Sealer;
import io.pim.model.unit.Sha256;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The layers of this host. A step key has a layer for each build that made one. No layer is ever
 * replaced, because other layers may use it as their backing file.
 *
 * <p>A layer has three files. The disk gets its name last, so after a kill a layer is either
 * complete or missing. The modification time of the facts is the time of the last use.
 */
public final class LayerStore {
  private final PimFolders folders;
  private final DiskCheck check;
  private final Clock clock = Clock.systemUTC();

  /** Checks a qcow2 file for damage, as {@code qemu-img check} does. */
  @FunctionalInterface
  public interface DiskCheck {
    /**
     * Whether the file is free of damage.
     *
     * @throws io.pim.model.failure.BuildFailure if the check itself failed; the file may be intact
     */
    boolean isSound(Path disk) throws InterruptedException;
  }

  public LayerStore(PimFolders folders, DiskCheck check) {
    this.folders = folders;
    this.check = check;
  }

  /** The path of a layer's disk. Overlays name it as their backing file before it exists. */
  public Path disk(StepKey key, BuildId build) {
    return place(key, build).disk();
  }

  private LayerPlace place(StepKey key, BuildId build) {
    return new LayerPlace(folders.layers(), key, build);
  }

  /** Whether this build has already made the layer. */
  public boolean has(StepKey key, BuildId build) {
    return place(key, build).isTaken();
  }

  /**
   * Makes a layer from a disk and moves the disk to its place. From then on nothing may write to
   * it.
   *
   * @param parent the disk's backing file
   * @param login the private SSH key for the system on the disk
   */
  public void keep(
      Path workDisk,
      Optional<Path> uefiVariables,
      Optional<Path> parent,
      Optional<String> login,
      StepKey key,
      BuildId build)
      throws IOException {
    if (has(key, build)) {
      return;
    }
    Optional<SealedBlob> sealed =
        login.isPresent() ? Optional.of(seal(login.get())) : Optional.empty();
    new LayerFreeze(workDisk, uefiVariables, parent, sealed, Optional.empty(), place(key, build))
        .run();
  }

  /**
   * The newest intact layer of a step key. Removes damaged ones. A layer that cannot be checked
   * now, for example because the thread was interrupted, stays.
   *
   * @param onlyOf if present, only a layer of this build counts
   */
  public Optional<Layer> find(StepKey key, Optional<BuildId> onlyOf)
      throws IOException, InterruptedException {
    for (LayerPlace place : places(key)) {
      if (onlyOf.isPresent() && !place.build().equals(onlyOf.get())) {
        continue;
      }
      if (isSound(place)) {
        Optional<Layer> layer = open(place);
        if (layer.isPresent()) {
          return layer;
        }
      } else {
        discard(place);
      }
    }
    return Optional.empty();
  }

  /**
   * The digest of a layer's disk at the time it was frozen. Empty without a layer, and for a layer
   * of an older PIM.
   */
  public static Optional<Sha256> digest(LayerPlace place) throws IOException {
    return LayerFacts.read(place).flatMap(LayerFacts::sha256);
  }

  /** Whether {@link #find} would find a layer of any build. Removes nothing. */
  public boolean isThere(StepKey key) throws IOException, InterruptedException {
    for (LayerPlace place : places(key)) {
      if (isSound(place)) {
        return true;
      }
    }
    return false;
  }

  /** Whether a layer and all its backing files are as they were when they were frozen. */
  private boolean isSound(LayerPlace layer) throws IOException, InterruptedException {
    Deque<Path> chain = new ArrayDeque<>();
    Optional<LayerPlace> next = Optional.of(layer);
    while (next.isPresent()) {
      LayerPlace place = next.get();
      // A layer that occurs twice is its own backing file.
      if (chain.contains(place.disk())) {
        return false;
      }
      Optional<LayerFacts> facts = LayerFacts.read(place);
      if (facts.isEmpty() || !facts.get().confirm(place)) {
        return false;
      }
      chain.push(place.disk());
      next = facts.get().parent().flatMap(parent -> LayerPlace.at(folders.layers(), parent));
      if (next.isEmpty() && facts.get().parent().isPresent()) {
        return false;
      }
    }
    // The first layer is checked first, because opening an overlay also opens its backing files.
    for (Path disk : chain) {
      if (!check.isSound(disk)) {
        return false;
      }
    }
    return true;
  }

  private List<LayerPlace> places(StepKey key) throws IOException {
    Path folder = folders.layers().resolve(key.toString());
    if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .sorted(Comparator.comparing((Path f) -> f.toFile().lastModified()).reversed())
          .flatMap(file -> LayerPlace.at(folders.layers(), file).stream())
          .toList();
    }
  }

  /** Empty if the layer was removed meanwhile. */
  private Optional<Layer> open(LayerPlace place) throws IOException {
    Optional<LayerFacts> facts = LayerFacts.read(place);
    if (facts.isEmpty()) {
      return Optional.empty();
    }
    try {
      Files.setLastModifiedTime(place.facts(), FileTime.from(clock.instant()));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
    return Optional.of(
        new Layer(
            place.disk(),
            Files.isRegularFile(place.variables(), LinkOption.NOFOLLOW_LINKS)
                ? Optional.of(place.variables())
                : Optional.empty(),
            facts.get().login().flatMap(this::unseal),
            identity(place)));
  }

  /** A digest over the facts of a layer and of all its backing files. */
  private Sha256 identity(LayerPlace layer) throws IOException {
    StringBuilder files = new StringBuilder();
    Optional<LayerPlace> next = Optional.of(layer);
    while (next.isPresent()) {
      Optional<LayerFacts> facts = LayerFacts.read(next.get());
      files.append(next.get().disk()).append('\n');
      facts.ifPresent(its -> files.append(its.identity()).append('\n'));
      next =
          facts
              .flatMap(LayerFacts::parent)
              .flatMap(parent -> LayerPlace.at(folders.layers(), parent));
    }
    return Sha256.ofText(files.toString());
  }

  private static void discard(LayerPlace place) throws IOException {
    for (Path file : place.files()) {
      Files.deleteIfExists(file);
    }
  }

  private SealedBlob seal(String login) throws IOException {
    return Sealer.withKeyFile(folders.sealKey()).seal(login.getBytes(StandardCharsets.UTF_8));
  }

  /** Empty if the key file has changed. The layer is still usable, because a password may work. */
  private Optional<String> unseal(SealedBlob login) {
    try {
      byte[] plain = Sealer.withKeyFile(folders.sealKey()).open(login);
      return Optional.of(new String(plain, StandardCharsets.UTF_8));
    } catch (SealBrokenException | IOException e) {
      return Optional.empty();
    }
  }
}
