package io.pim.host.deploy.directory;

import io.pim.host.deploy.DeployContext;
import io.pim.host.deploy.file.RawCopy;
import io.pim.host.deploy.file.UploadedFile;
import io.pim.host.deploy.folder.FileKind;
import io.pim.host.deploy.folder.TargetFolder;
import io.pim.host.deploy.sftp.SftpHost;
import io.pim.host.deploy.sftp.SftpUpload;
import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
import io.pim.model.target.DiskFormat;
import io.pim.model.unit.ByteSize;
import io.pim.model.unit.Sha256;
import io.pim.tools.ssh.HostAccess;
import io.pim.tools.ssh.RemoteFiles;
import io.pim.tools.ssh.SftpFailureException;
import io.pim.workflows.activity.DeployNote;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A folder on another host, reached over SFTP. The host's shell, if there is one, computes digests.
 */
final class SftpFolder implements TargetFolder {
  private static final int SMALL_FILE_BYTES = 4 << 20;
  private static final String WRITE_TEST = ".pim-write-test";

  private final SftpHost host;
  private final String given;
  private final RawCopy raw;
  private final DiskFormat format;
  private boolean replaces;
  private Path path;

  /**
   * Opens a folder without connecting.
   *
   * @param given its path there; {@code ~/} means the home of the user there
   * @param raw makes raw images on this host
   */
  SftpFolder(HostAccess access, String given, DiskFormat format, RawCopy raw) {
    this.host = new SftpHost(access);
    this.given = given;
    this.format = format;
    this.raw = raw;
  }

  private RemoteFiles files() throws IOException, InterruptedException {
    if (!replaces) {
      if (!host.files().canReplace()) {
        throw BuildFailure.of(
                FailureKind.TARGET_REFUSED, "The host cannot rename over an existing name.")
            .where(shown())
            .why("Its SFTP server has no posix-rename@openssh.com.")
            .todo("Use OpenSSH's SFTP server there, or mount the folder on this host.")
            .build();
      }
      replaces = true;
    }
    return host.files();
  }

  @Override
  public Path path() throws IOException, InterruptedException {
    if (path == null) {
      path = host.path("path", given);
    }
    return path;
  }

  @Override
  public String shown() {
    return host.shown() + " " + given;
  }

  @Override
  public boolean isThere() throws IOException, InterruptedException {
    return files().isFolder(path().toString());
  }

  @Override
  public FileKind kind(Path file) throws IOException, InterruptedException {
    Optional<RemoteFiles.Info> info = files().look(file.toString());
    return info.isEmpty()
        ? FileKind.NONE
        : switch (info.get().kind()) {
          case FILE -> FileKind.FILE;
          case FOLDER -> FileKind.FOLDER;
          case LINK -> FileKind.LINK;
          case OTHER -> FileKind.OTHER;
        };
  }

  @Override
  public long size(Path file) throws IOException, InterruptedException {
    return files().look(file.toString()).map(RemoteFiles.Info::size).orElse(0L);
  }

  /** Makes a folder and removes it, because SFTP has no other way to check that. */
  @Override
  public boolean isWritable(Path folder) throws IOException, InterruptedException {
    String name = folder.resolve(WRITE_TEST).toString();
    try {
      files().makeFolders(name);
      files().delete(name);
      return true;
    } catch (AccessDeniedException | SftpFailureException e) {
      return false;
    }
  }

  @Override
  public Optional<Long> free() throws IOException, InterruptedException {
    return files().free(path().toString());
  }

  @Override
  public List<Path> list(Path folder) throws IOException, InterruptedException {
    return files().names(folder.toString()).stream().sorted().map(folder::resolve).toList();
  }

  @Override
  public byte[] read(Path file) throws IOException, InterruptedException {
    return files().contents().read(file.toString(), SMALL_FILE_BYTES);
  }

  @Override
  public void write(Path file, byte[] content) throws IOException, InterruptedException {
    upload()
        .explained(
            content.length,
            () -> {
              files().contents().write(file.toString(), content);
              return null;
            });
  }

  @Override
  public String readLink(Path link) throws IOException, InterruptedException {
    return files().readLink(link.toString());
  }

  @Override
  public void makeLink(Path link, String to) throws IOException, InterruptedException {
    files().makeLink(link.toString(), to);
  }

  @Override
  public void makeFolders(Path folder) throws IOException, InterruptedException {
    upload()
        .explained(
            1,
            () -> {
              files().makeFolders(folder.toString());
              return null;
            });
  }

  @Override
  public void move(Path from, Path to) throws IOException, InterruptedException {
    files().move(from.toString(), to.toString());
  }

  @Override
  public boolean delete(Path file) throws IOException, InterruptedException {
    return files().delete(file.toString());
  }

  @Override
  public void deleteIfEmpty(Path folder) throws IOException, InterruptedException {
    files().deleteIfEmpty(folder.toString());
  }

  @Override
  public DeployNote prepare(DeployContext context) throws IOException, InterruptedException {
    if (format == DiskFormat.QCOW2) {
      return DeployNote.of("nothing to convert before the upload");
    }
    return DeployNote.of("raw, " + new ByteSize(raw.of(context).size()).rounded());
  }

  @Override
  public UploadedFile bring(DeployContext context, Path to)
      throws IOException, InterruptedException {
    Path local = context.image();
    Sha256 sent = context.plan().image().sha256();
    if (format == DiskFormat.RAW) {
      sent = raw.of(context).sha256();
      local = raw.path(context);
    }
    upload().send(context, local, to.toString());
    return look(context, to).require(sent, shown());
  }

  @Override
  public UploadedFile look(DeployContext context, Path file)
      throws IOException, InterruptedException {
    return upload().look(context, file.toString());
  }

  private SftpUpload upload() throws IOException, InterruptedException {
    return new SftpUpload(files(), path().toString());
  }

  @Override
  public void close() {
    host.close();
  }
}
