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
 * The layers of this host. A step key may have several equal layers, one for each build that made
 * it: none is ever replaced, because others may stand on it.
 *
 * <p>A layer is three files beside each other, the disk last: while that is missing there is no
 * layer, whatever moment PIM was killed at. The time of its facts says when it was last used.
 */
public final class LayerStore {
  private final PimFolders folders;
  private final DiskCheck check;
  private final Clock clock = Clock.systemUTC();

  /** Looks for damage in a qcow2 file, as {@code qemu-img check} does. */
  @FunctionalInterface
  public interface DiskCheck {
    /**
     * Whether the file is free of damage.
     *
     * @throws io.pim.model.failure.BuildFailure when that cannot be told, which proves no damage
     */
    boolean isSound(Path disk) throws InterruptedException;
  }

  public LayerStore(PimFolders folders, DiskCheck check) {
    this.folders = folders;
    this.check = check;
  }

  /** Where the disk of a layer goes; overlays name it as their backing file before it is there. */
  public Path disk(StepKey key, BuildId build) {
    return place(key, build).disk();
  }

  private LayerPlace place(StepKey key, BuildId build) {
    return new LayerPlace(folders.layers(), key, build);
  }

  /** Whether this build has made the layer already. */
  public boolean has(StepKey key, BuildId build) {
    return place(key, build).isTaken();
  }

  /**
   * Keeps a disk that nobody writes to any more as a layer; it is moved to its place.
   *
   * @param parent the disk it stands on
   * @param login the private SSH key that opens the system on it
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
    new LayerFreeze(workDisk, uefiVariables, parent, sealed, place(key, build)).run();
  }

  /**
   * A sound layer of a step key, the newest first. One that is damaged is thrown away; one that
   * cannot be looked at, as by a thread that was interrupted, is left where it is.
   *
   * @param onlyOf where present, only a layer this build has made counts
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
   * The digest that a layer's disk had when it was frozen; empty where there is none, or no layer.
   */
  public static Optional<Sha256> digest(LayerPlace place) throws IOException {
    return LayerFacts.read(place).flatMap(LayerFacts::sha256);
  }

  /** Whether {@link #find} would find a layer of anybody's; throws nothing away. */
  public boolean isThere(StepKey key) throws IOException, InterruptedException {
    for (LayerPlace place : places(key)) {
      if (isSound(place)) {
        return true;
      }
    }
    return false;
  }

  /** Whether a layer and all it stands on are as they were when they were frozen. */
  private boolean isSound(LayerPlace layer) throws IOException, InterruptedException {
    Deque<Path> chain = new ArrayDeque<>();
    Optional<LayerPlace> next = Optional.of(layer);
    while (next.isPresent()) {
      LayerPlace place = next.get();
      // A layer that is met twice stands on itself.
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
    // From the first one up: opening an overlay opens what is below.
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

  /** Empty where it was removed this very moment. */
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

  /** Of the files of a layer and of all below it, as they were when they were frozen. */
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

  /** A key file that has changed costs the layer's login, not the layer: a password may do. */
  private Optional<String> unseal(SealedBlob login) {
    try {
      byte[] plain = Sealer.withKeyFile(folders.sealKey()).open(login);
      return Optional.of(new String(plain, StandardCharsets.UTF_8));
    } catch (SealBrokenException | IOException e) {
      return Optional.empty();
    }
  }
}
