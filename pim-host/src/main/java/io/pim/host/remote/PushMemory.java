package io.pim.host.remote;

import io.pim.model.files.Listing;
import io.pim.model.files.PimFolders;
import io.pim.model.json.Json;
import io.pim.model.unit.Sha256;
import io.pim.tools.oci.Blob;
import io.pim.tools.oci.UploadMemory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Keeps the address of an upload to the store in a file, until the store has the blob. */
public record PushMemory(Path file) implements UploadMemory {
  /** Registries drop unfinished uploads after about a week. */
  private static final Duration LONGEST = Duration.ofDays(7);

  private static final String SUFFIX = ".json";

  /** The memory for a blob on its way to a repository. */
  public static PushMemory of(PimFolders folders, String repository, Blob blob) {
    String name = Sha256.ofText(repository + " " + blob.sha256()).hex();
    return new PushMemory(folders.pushes().resolve(name + SUFFIX));
  }

  /** Removes the addresses of abandoned uploads. */
  public static void removeOld(PimFolders folders, Instant now) throws IOException {
    for (Path file : Listing.of(folders.pushes())) {
      if (file.toString().endsWith(SUFFIX) && Listing.modified(file).isBefore(now.minus(LONGEST))) {
        Files.deleteIfExists(file);
      }
    }
  }

  @Override
  public Optional<Begun> load() {
    try {
      return Files.exists(file) ? Optional.of(Json.read(file, Begun.class)) : Optional.empty();
    } catch (IOException e) {
      // Without the address, the upload starts again.
      return Optional.empty();
    }
  }

  @Override
  public void save(Begun begun) throws IOException {
    Json.write(file, begun);
  }

  @Override
  public void clear() throws IOException {
    Files.deleteIfExists(file);
  }
}
