package io.pim.host.layer;

import io.pim.model.files.DurableFile;
import io.pim.model.files.PrivateFolders;
import io.pim.model.json.Json;
import io.pim.model.secret.SealedBlob;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Makes a layer from a disk. A kill after any of the operations does no harm: the layer does not
 * exist until the disk has its final name, and all operations can be repeated from the first.
 *
 * <p>The digest is computed now, because only now is the disk known to be right. For a gibibyte
 * just written this takes 0.75 s with SHA instructions, and about four times that without.
 */
final class LayerFreeze {
  private final Path workDisk;
  private final Optional<Path> uefiVariables;
  private final Optional<Path> parent;
  private final Optional<SealedBlob> login;
  private final Optional<LayerOrigin> origin;
  private final LayerPlace place;

  LayerFreeze(
      Path workDisk,
      Optional<Path> uefiVariables,
      Optional<Path> parent,
      Optional<SealedBlob> login,
      Optional<LayerOrigin> origin,
      LayerPlace place) {
    this.workDisk = workDisk;
    this.uefiVariables = uefiVariables;
    this.parent = parent;
    this.login = login;
    this.origin = origin;
    this.place = place;
  }

  /** One operation of the freeze. */
  @FunctionalInterface
  interface Operation {
    void run() throws IOException;
  }

  void run() throws IOException {
    try {
      for (Operation operation : operations()) {
        operation.run();
      }
    } catch (NoSuchFileException e) {
      // Another try of the same build has made the layer; its worker was considered dead.
      if (!place.isTaken()) {
        throw e;
      }
    }
  }

  /** The operations, in the required order. */
  List<Operation> operations() {
    return List.of(
        this::makeFolder, this::keepVariables, this::forceDisk, this::writeFacts, this::moveDisk);
  }

  /**
   * Creates a private folder, because the disk contains password hashes and secrets that finalize
   * removes later.
   */
  private void makeFolder() throws IOException {
    PrivateFolders.create(place.root());
    if (Files.isSymbolicLink(place.folder())) {
      Files.delete(place.folder());
    }
    DurableFile.makePrivateFolder(place.folder());
  }

  private void keepVariables() throws IOException {
    if (uefiVariables.isEmpty()) {
      Files.deleteIfExists(place.variables());
      return;
    }
    Path from = uefiVariables.get();
    DurableFile.write(place.variables(), DurableFile.PRIVATE, out -> Files.copy(from, out));
  }

  /** The machine ran without flushes (cache.no-flush), so the disk must be synced now. */
  private void forceDisk() throws IOException {
    DurableFile.force(workDisk);
  }

  private void writeFacts() throws IOException {
    Json.write(
        place.facts(),
        LayerFacts.of(
            workDisk, uefiVariables.map(from -> place.variables()), parent, login, origin));
  }

  private void moveDisk() throws IOException {
    if (Files.isSymbolicLink(place.disk())) {
      Files.delete(place.disk());
    }
    if (Files.exists(workDisk, LinkOption.NOFOLLOW_LINKS) || !place.isTaken()) {
      DurableFile.move(workDisk, place.disk());
    } else {
      // A killed try may have moved the disk without syncing the folder.
      DurableFile.forceNames(place.folder());
    }
  }
}
