package io.pim.host.deploy.folder;

import io.pim.host.deploy.DeployContext;
import io.pim.host.deploy.file.UploadedFile;
import io.pim.model.files.DurableFile;
import io.pim.model.files.Listing;
import io.pim.model.files.PrivateFolders;
import io.pim.workflows.activity.DeployNote;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Optional;

/** A folder on this host: a local disk, or a share that is mounted. */
public final class LocalFolder implements TargetFolder {
  private final Path folder;
  private final ImageCopy copy;

  public LocalFolder(Path folder, ImageCopy copy) {
    this.folder = folder;
    this.copy = copy;
  }

  @Override
  public Path path() {
    return folder;
  }

  @Override
  public String shown() {
    return folder.toString();
  }

  @Override
  public boolean isThere() {
    return Files.isDirectory(folder);
  }

  @Override
  public FileKind kind(Path file) throws IOException {
    if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      return FileKind.NONE;
    }
    BasicFileAttributes there =
        Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    if (there.isSymbolicLink()) {
      return FileKind.LINK;
    }
    if (there.isDirectory()) {
      return FileKind.FOLDER;
    }
    return there.isRegularFile() ? FileKind.FILE : FileKind.OTHER;
  }

  @Override
  public long size(Path file) throws IOException {
    return Files.size(file);
  }

  @Override
  public boolean isWritable(Path path) {
    return Files.isWritable(path) && Files.isExecutable(path);
  }

  @Override
  public Optional<Long> free() throws IOException {
    return Optional.of(Files.getFileStore(folder).getUsableSpace());
  }

  @Override
  public List<Path> list(Path path) throws IOException {
    return Listing.of(path);
  }

  @Override
  public byte[] read(Path file) throws IOException {
    return Files.readAllBytes(file);
  }

  @Override
  public void write(Path file, byte[] content) throws IOException {
    DurableFile.write(file, DurableFile.READABLE, content);
  }

  @Override
  public String readLink(Path link) throws IOException {
    return Files.readSymbolicLink(link).toString();
  }

  @Override
  public void makeLink(Path link, String to) throws IOException {
    Files.createSymbolicLink(link, Path.of(to));
    DurableFile.forceNames(link.getParent());
  }

  @Override
  public void makeFolders(Path path) throws IOException {
    Files.createDirectories(path);
  }

  @Override
  public void move(Path from, Path to) throws IOException {
    DurableFile.move(from, to);
  }

  @Override
  public boolean delete(Path file) throws IOException {
    if (kind(file) == FileKind.NONE) {
      return false;
    }
    if (kind(file) == FileKind.FOLDER) {
      PrivateFolders.delete(file);
    } else {
      Files.deleteIfExists(file);
    }
    DurableFile.forceNames(file.getParent());
    return true;
  }

  @Override
  public void deleteIfEmpty(Path path) throws IOException {
    try {
      Files.deleteIfExists(path);
    } catch (DirectoryNotEmptyException e) {
      // Somebody else's files are in it, or other deployments.
    }
  }

  @Override
  public DeployNote prepare(DeployContext context) {
    return DeployNote.of("nothing to convert before the copy");
  }

  @Override
  public UploadedFile bring(DeployContext context, Path to)
      throws IOException, InterruptedException {
    Files.deleteIfExists(to);
    UploadedFile uploaded = copy.run(context, to);
    DurableFile.forceNames(to.getParent());
    return uploaded;
  }

  @Override
  public UploadedFile look(DeployContext context, Path file) throws IOException {
    return copy.look(context, file);
  }

  @Override
  public void close() {
    // There is nothing to close.
  }
}
