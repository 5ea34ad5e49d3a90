package io.pim.host.iso;

import io.pim.model.files.ExclusiveFile;
import io.pim.model.files.FetchFiles;
import io.pim.model.files.Names;
import io.pim.model.json.Json;
import io.pim.model.unit.Digest;
import io.pim.tools.fetch.PartFacts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** PIM's ISO folder: reports its contents, and removes ISOs. */
public final class IsoStore {
  private final Path folder;

  /**
   * A store.
   *
   * @param folder as from {@link io.pim.model.files.PimFolders#isos()}
   */
  public IsoStore(Path folder) {
    this.folder = folder;
  }

  /**
   * The status of an ISO; does not read the ISO itself.
   *
   * @param wanted its digest, if known
   */
  public IsoStatus status(String fileName, Optional<Digest> wanted) throws IOException {
    FetchFiles files = files(fileName);
    if (Files.exists(files.iso())) {
      Optional<Instant> verified = verifiedAt(files, wanted);
      IsoState state = verified.isPresent() ? IsoState.VERIFIED : IsoState.DOWNLOADED;
      return new IsoStatus(state, files.iso(), size(files.iso()), Optional.empty(), verified);
    }
    if (Files.exists(files.part())) {
      return new IsoStatus(
          IsoState.PARTIAL, files.iso(), size(files.part()), total(files), Optional.empty());
    }
    IsoState state = Files.exists(files.mismatch()) ? IsoState.MISMATCH : IsoState.MISSING;
    return new IsoStatus(
        state, files.iso(), size(files.mismatch()), Optional.empty(), Optional.empty());
  }

  /**
   * Removes an ISO and all files that belong to it. The lock file stays, see {@link ExclusiveFile}.
   *
   * @param dryRun whether to report only
   * @return what was or would be removed; empty when the ISO is being downloaded at this moment
   */
  public Optional<IsoRemoval> remove(String fileName, boolean dryRun) throws IOException {
    FetchFiles files = files(fileName);
    if (!Files.isDirectory(folder)) {
      return Optional.of(new IsoRemoval(List.of(), 0));
    }
    Optional<ExclusiveFile.Hold> lock = new ExclusiveFile(files.lock()).tryHold();
    if (lock.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(removeLocked(files, dryRun));
    } finally {
      lock.get().close();
    }
  }

  private static IsoRemoval removeLocked(FetchFiles files, boolean dryRun) throws IOException {
    List<Path> gone = new ArrayList<>();
    long freed = 0;
    for (Path file : files.removable()) {
      if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
        gone.add(file);
        freed += isShared(file) ? 0 : size(file).orElse(0L);
        if (!dryRun) {
          Files.delete(file);
        }
      }
    }
    return new IsoRemoval(gone, freed);
  }

  /** A hard link to a file elsewhere takes no room of its own. */
  private static boolean isShared(Path file) throws IOException {
    return Files.getAttribute(file, "unix:nlink", LinkOption.NOFOLLOW_LINKS) instanceof Integer n
        && n > 1;
  }

  private FetchFiles files(String fileName) {
    return new FetchFiles(Names.inside(folder, fileName));
  }

  private static Optional<Instant> verifiedAt(FetchFiles files, Optional<Digest> wanted)
      throws IOException {
    if (!Files.exists(files.verified())) {
      return Optional.empty();
    }
    Optional<Digest> digest = wanted.or(() -> verified(files.verified()));
    return digest.filter(d -> VerifiedFacts.confirm(files.verified(), files.iso(), d)).isPresent()
        ? Optional.of(Files.getLastModifiedTime(files.verified()).toInstant())
        : Optional.empty();
  }

  private static Optional<Digest> verified(Path facts) {
    try {
      return Optional.ofNullable(Json.read(facts, VerifiedFacts.class).digest());
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static Optional<Long> total(FetchFiles files) {
    try {
      return Optional.of(Json.read(files.partFacts(), PartFacts.class).total()).filter(t -> t > 0);
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static Optional<Long> size(Path file) throws IOException {
    return Files.exists(file) ? Optional.of(Files.size(file)) : Optional.empty();
  }
}
