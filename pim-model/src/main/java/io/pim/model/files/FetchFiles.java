package io.pim.model.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The names of the files around one ISO, or another file that PIM fetches; all in its folder. */
public record FetchFiles(Path iso) {
  private static final String VERIFIED = ".verified.json";

  /** The files of the ISO that a file tells of; empty where it is not one of verified facts. */
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

  /** Size, time and digest of the ISO when it was verified. */
  public Path verified() {
    return sibling(VERIFIED);
  }

  /** The beginning of a download. */
  public Path part() {
    return sibling(".part");
  }

  /** Where the part is from. */
  public Path partFacts() {
    return sibling(".part.json");
  }

  /** A local file on its way here. */
  public Path link() {
    return sibling(".link");
  }

  /** A file that had another digest than it should; kept for people to look at. */
  public Path mismatch() {
    return sibling(".mismatch");
  }

  public Path lock() {
    return sibling(".lock");
  }

  /** All but the lock; the ISO first, so that what is known of it never outlives a half removal. */
  public List<Path> removable() {
    return List.of(iso, verified(), part(), partFacts(), link(), mismatch());
  }

  /** Puts a file of a wrong digest out of reach of every use. */
  public void setAside(Path wrong) throws IOException {
    DurableFile.move(wrong, mismatch());
    Files.deleteIfExists(partFacts());
    Files.deleteIfExists(verified());
  }
}
