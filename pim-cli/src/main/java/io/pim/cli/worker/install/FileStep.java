package io.pim.cli.worker.install;

import io.pim.model.files.DurableFile;
import io.pim.model.unit.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;

/**
 * Writes a file with its owner and mode. A file that exists is kept, replaced or refused, by a
 * rule.
 *
 * @param purpose its purpose, for people
 * @param mode such as {@code rw-r-----}
 */
@SuppressWarnings("ArrayRecordComponent") // Steps are never compared.
record FileStep(
    Machine machine,
    String purpose,
    Path path,
    byte[] content,
    String mode,
    Owner owner,
    Existing.Rule rule)
    implements Placed {

  @Override
  public List<String> conflicts() throws IOException {
    return exists() ? judge().differences() : List.of();
  }

  @Override
  public String what() {
    return "write " + purpose + " to " + path + " (" + mode + " " + owner + ")";
  }

  @Override
  public boolean isDone() throws IOException {
    return exists() && judge().keep() && hasModeAndOwner();
  }

  @Override
  public void apply() throws IOException {
    Path file = machine.at(path);
    if (!exists() || !judge().keep()) {
      DurableFile.write(file, DurableFile.PRIVATE, content);
    }
    machine.give(file, owner);
    // The worker's user may have put a link there meanwhile.
    Files.getFileAttributeView(file, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
        .setPermissions(PosixFilePermissions.fromString(mode));
  }

  @Override
  public Optional<String> makes() {
    return exists()
        ? Optional.empty()
        : Optional.of(InstallRecord.written(path, Sha256.ofBytes(content)));
  }

  private boolean exists() {
    return Files.exists(machine.at(path), LinkOption.NOFOLLOW_LINKS);
  }

  private boolean hasModeAndOwner() throws IOException {
    Path file = machine.at(path);
    return PosixFilePermissions.toString(
                Files.getPosixFilePermissions(file, LinkOption.NOFOLLOW_LINKS))
            .equals(mode)
        && machine.ownerOf(file).equals(owner);
  }

  private Existing judge() throws IOException {
    Path file = machine.at(path);
    return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
        ? rule.judge(Files.readAllBytes(file), content)
        : Existing.differs(List.of(path + " is a link or not a file"));
  }
}
