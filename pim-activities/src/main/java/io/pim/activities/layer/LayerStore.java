package io.pim.activities.layer;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.pim.activities.build.PrivateFolders;
import io.pim.model.files.BuildId;
import io.pim.model.files.PimFolders;
import io.pim.model.json.Json;
import io.pim.model.plan.StepKey;
import io.pim.model.secret.SealBrokenException;
import io.pim.model.secret.SealedBlob;
import io.pim.model.secret.Sealer;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The layers of this host. A step key may have several equal layers, one for each build that made
 * it: none is ever replaced, because others may stand on it.
 *
 * <p>A layer is three files beside each other, the disk last: while that is missing there is no
 * layer, whatever moment PIM was killed at.
 */
public final class LayerStore {
  private static final String DISK = ".qcow2";

  private final PimFolders folders;
  private final DiskCheck check;

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
    return folders.layers().resolve(key.toString()).resolve(build + DISK);
  }

  /** Whether this build has made the layer already. */
  public boolean has(StepKey key, BuildId build) {
    return Files.exists(disk(key, build));
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
    Path disk = disk(key, build);
    if (Files.exists(disk)) {
      return;
    }
    // A disk in the making has password hashes, and what finalize takes out later.
    PrivateFolders.create(folders.layers());
    Files.createDirectories(disk.getParent());
    if (uefiVariables.isPresent()) {
      Path draft = sibling(disk, ".efivars.tmp");
      Files.copy(uefiVariables.get(), draft, StandardCopyOption.REPLACE_EXISTING);
      Files.move(draft, sibling(disk, ".efivars.fd"), StandardCopyOption.ATOMIC_MOVE);
    }
    // The machine ran without flushes (cache.no-flush): only now is it time to reach the disk.
    try (FileChannel channel = FileChannel.open(workDisk, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
    Json.write(
        sibling(disk, ".json"),
        new LayerFacts(
            Files.size(workDisk),
            Files.getLastModifiedTime(workDisk).toMillis(),
            parent.map(Path::toString),
            login.isPresent() ? Optional.of(seal(login.get())) : Optional.empty()));
    moveIntoPlace(workDisk, disk);
  }

  /**
   * A sound layer of a step key, the newest first. One that is damaged is thrown away; one that
   * cannot be looked at, as by a thread that was interrupted, is left where it is.
   *
   * @param onlyOf where present, only a layer this build has made counts
   */
  public Optional<Layer> find(StepKey key, Optional<BuildId> onlyOf)
      throws IOException, InterruptedException {
    for (Path disk : disks(key)) {
      if (onlyOf.isPresent() && !disk.equals(disk(key, onlyOf.get()))) {
        continue;
      }
      if (isSound(disk)) {
        return Optional.of(open(disk));
      }
      discard(disk);
    }
    return Optional.empty();
  }

  /** Whether {@link #find} would find a layer of anybody's; throws nothing away. */
  public boolean isThere(StepKey key) throws IOException, InterruptedException {
    for (Path disk : disks(key)) {
      if (isSound(disk)) {
        return true;
      }
    }
    return false;
  }

  private List<Path> disks(StepKey key) throws IOException {
    Path folder = folders.layers().resolve(key.toString());
    if (Files.notExists(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(f -> f.getFileName().toString().endsWith(DISK))
          .sorted(Comparator.comparing((Path f) -> f.toFile().lastModified()).reversed())
          .toList();
    }
  }

  /** Whether a layer and all it stands on are as they were when they were frozen. */
  private boolean isSound(Path disk) throws IOException, InterruptedException {
    try {
      LayerFacts facts = Json.read(sibling(disk, ".json"), LayerFacts.class);
      return Files.size(disk) == facts.size()
          && Files.getLastModifiedTime(disk).toMillis() == facts.modifiedMillis()
          && (facts.parent().isEmpty() || isSound(Path.of(facts.parent().get())))
          && check.isSound(disk);
    } catch (NoSuchFileException | JsonProcessingException e) {
      return false;
    }
  }

  private Layer open(Path disk) throws IOException {
    LayerFacts facts = Json.read(sibling(disk, ".json"), LayerFacts.class);
    Path variables = sibling(disk, ".efivars.fd");
    return new Layer(
        disk,
        Files.exists(variables) ? Optional.of(variables) : Optional.empty(),
        facts.login().flatMap(this::unseal));
  }

  private void discard(Path disk) throws IOException {
    Files.deleteIfExists(disk);
    Files.deleteIfExists(sibling(disk, ".json"));
    Files.deleteIfExists(sibling(disk, ".efivars.fd"));
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

  private static void moveIntoPlace(Path from, Path to) throws IOException {
    try {
      Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    } catch (NoSuchFileException e) {
      if (Files.notExists(to)) {
        throw e;
      }
    }
  }

  private static Path sibling(Path disk, String ending) {
    String name = disk.getFileName().toString();
    return disk.resolveSibling(name.substring(0, name.length() - DISK.length()) + ending);
  }
}
