package io.pim.model.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The names of the files around one ISO or other download; all lie in its folder. */
public record FetchFiles(Path iso) {
  private static final String VERIFIED = ".verified.json";

  /**
   * The files of the ISO whose verification record {@code file} is; empty when it is not such a
   * record.
   */
  public static Optional<FetchFiles> ofVerified(Path file) {
    String name = file.getFileName().toString();
    return name.endsWith(VERIFIED) && !name.equals(VERIFIED)
        ? Optional.of(
            new FetchFiles(
                file.resolveSibling(name.substring(0, name.length() - VERIFIED.length()))))
        : Optional.empty();
  }

  private Path sibling(String suffix) {
    return iso.resolveSibling(iso.getFileName() + suffix);
  }

  /** The size, time and digest of the ISO when it was verified. */
  public Path verified() {
    return sibling(VERIFIED);
  }

  /** The part of a download that has arrived. */
  public Path part() {
    return sibling(".part");
  }

  /** The source of the part. */
  public Path partFacts() {
    return sibling(".part.json");
  }

  /** A link to a local file while it is being put in place. */
  public Path link() {
    return sibling(".link");
  }

  /** A file with a wrong digest, kept for people to examine. */
  public Path mismatch() {
    return sibling(".mismatch");
  }

  public Path lock() {
    return sibling(".lock");
  }

  /**
   * All files but the lock. The ISO comes first: after an interrupted removal its facts may lack
   * the ISO, but no ISO lacks its facts.
   */
  public List<Path> removable() {
    return List.of(iso, verified(), part(), partFacts(), link(), mismatch());
  }

  /** Moves a file with a wrong digest away, so that nothing uses it. */
  public void setAside(Path wrong) throws IOException {
    DurableFile.move(wrong, mismatch());
    Files.deleteIfExists(partFacts());
    Files.deleteIfExists(verified());
  }
}
