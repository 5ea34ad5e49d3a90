package io.pim.tools.ssh;

import com.hierynomus.sshj.sftp.RemoteResourceSelector;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import net.schmizz.sshj.sftp.FileAttributes;
import net.schmizz.sshj.sftp.PacketType;
import net.schmizz.sshj.sftp.RemoteDirectory;
import net.schmizz.sshj.sftp.Response;
import net.schmizz.sshj.sftp.SFTPEngine;

/**
 * Names of files, folders and links on another host, over SFTP: looks them up, lists, makes, moves
 * and removes them. Errors are those of local files. Every change is on the host's disk when its
 * method returns, if the host supports that. Links are not followed.
 */
public final class RemoteFiles implements AutoCloseable {
  private static final int MOST_NAMES = 20_000;
  private static final int MOST_DEPTH = 16;

  private final RemoteHost host;
  private final SFTPEngine engine;
  private final RemoteSync sync;

  RemoteFiles(RemoteHost host, SFTPEngine engine) {
    this.host = host;
    this.engine = engine;
    this.sync = new RemoteSync(host, engine);
    engine.setTimeoutMs(Math.toIntExact(ConnectLimits.forRemoteHost().reply().toMillis()));
  }

  /** The kind of thing that a name stands for. */
  public enum Kind {
    FILE,
    FOLDER,
    LINK,
    OTHER
  }

  /** An existing name. */
  public record Info(Kind kind, long size) {}

  /** The folder in which the user's session starts. */
  public String home() throws IOException, InterruptedException {
    return SftpErrors.on(".", () -> engine.canonicalize("."));
  }

  /** Whether a folder exists; a link to one counts. */
  public boolean isFolder(String path) throws IOException, InterruptedException {
    try {
      return SftpErrors.on(path, () -> info(engine.stat(path))).kind() == Kind.FOLDER;
    } catch (NoSuchFileException e) {
      return false;
    }
  }

  /** The kind of thing that a name stands for; empty if it does not exist. */
  public Optional<Info> look(String path) throws IOException, InterruptedException {
    try {
      return Optional.of(SftpErrors.on(path, () -> info(engine.lstat(path))));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  private static Info info(FileAttributes attributes) {
    Kind kind =
        switch (attributes.getType()) {
          case REGULAR -> Kind.FILE;
          case DIRECTORY -> Kind.FOLDER;
          case SYMLINK -> Kind.LINK;
          default -> Kind.OTHER;
        };
    return new Info(kind, attributes.getSize());
  }

  /** The names in a folder; empty when there is no folder. */
  public List<String> names(String folder) throws IOException, InterruptedException {
    List<String> names = new ArrayList<>();
    try {
      SftpErrors.on(
          folder,
          () -> {
            RemoteDirectory open = engine.openDir(folder);
            try {
              return open.scan(
                  (RemoteResourceSelector)
                      its -> {
                        names.add(its.getName());
                        return names.size() > MOST_NAMES
                            ? RemoteResourceSelector.Result.BREAK
                            : RemoteResourceSelector.Result.CONTINUE;
                      });
            } finally {
              SftpErrors.closeQuietly(open);
            }
          });
    } catch (NoSuchFileException e) {
      return List.of();
    }
    if (names.size() > MOST_NAMES) {
      throw new FileSystemException(folder, null, "it has more than " + MOST_NAMES + " files");
    }
    // A server could send a name that leads out of the folder.
    names.removeIf(name -> name.contains("/") || name.equals(".") || name.equals(".."));
    return names;
  }

  /** The contents of the files. */
  public RemoteContents contents() {
    return new RemoteContents(engine, this, sync);
  }

  /** The digests of a file, by the host itself or by reading it back. */
  public RemoteDigests digests() {
    return new RemoteDigests(host, contents());
  }

  public String readLink(String link) throws IOException, InterruptedException {
    return SftpErrors.on(link, () -> engine.readLink(link));
  }

  public void makeLink(String link, String to) throws IOException, InterruptedException {
    // OpenSSH takes the two in the opposite order to the protocol, and other servers follow it.
    SftpErrors.on(link, () -> done(() -> engine.symlink(to, link)));
    if (look(link).map(Info::kind).filter(Kind.LINK::equals).isEmpty()) {
      throw new FileSystemException(link, null, "the server did not make the link");
    }
    sync.path(parent(link));
  }

  /** Makes a folder and its missing parents. */
  public void makeFolders(String folder) throws IOException, InterruptedException {
    if (folder.isEmpty() || folder.equals("/") || isFolder(folder)) {
      return;
    }
    makeFolders(parent(folder));
    try {
      SftpErrors.on(folder, () -> done(() -> engine.makeDir(folder)));
    } catch (IOException e) {
      if (!isFolder(folder)) {
        throw e;
      }
    }
    sync.path(parent(folder));
  }

  /** Whether the server can rename over an existing name in one act. */
  public boolean canReplace() {
    return engine.supportsServerExtension("posix-rename", "openssh.com");
  }

  /** Renames in one act, and replaces an existing file of the new name. */
  public void move(String from, String to) throws IOException, InterruptedException {
    SftpErrors.on(
        to,
        () ->
            answer(
                    engine
                        .newExtendedRequest("posix-rename@openssh.com")
                        .putString(from)
                        .putString(to))
                .ensureStatusPacketIsOK());
    sync.path(parent(to));
  }

  /** Removes a file, a link, or a folder with all in it; returns whether it existed. */
  public boolean delete(String path) throws IOException, InterruptedException {
    boolean there = delete(path, 0);
    if (there) {
      sync.path(parent(path));
    }
    return there;
  }

  private boolean delete(String path, int depth) throws IOException, InterruptedException {
    Optional<Info> info = look(path);
    if (info.isEmpty()) {
      return false;
    }
    if (depth > MOST_DEPTH) {
      throw new FileSystemException(path, null, "it is too deep");
    }
    try {
      if (info.get().kind() == Kind.FOLDER) {
        for (String name : names(path)) {
          delete(path + "/" + name, depth + 1);
        }
        SftpErrors.on(path, () -> done(() -> engine.removeDir(path)));
      } else {
        SftpErrors.on(path, () -> done(() -> engine.remove(path)));
      }
    } catch (NoSuchFileException e) {
      // Somebody else has removed it meanwhile.
    }
    return true;
  }

  /** Removes an empty folder. */
  public void deleteIfEmpty(String folder) throws IOException, InterruptedException {
    if (isFolder(folder) && names(folder).isEmpty()) {
      delete(folder);
    }
  }

  /**
   * The number of bytes that this user may still write there; empty if the server does not report
   * it.
   */
  public Optional<Long> free(String folder) throws IOException, InterruptedException {
    if (!engine.supportsServerExtension("statvfs", "openssh.com")) {
      return Optional.empty();
    }
    return SftpErrors.on(
        folder,
        () -> {
          Response response =
              answer(engine.newExtendedRequest("statvfs@openssh.com").putString(folder))
                  .ensurePacketTypeIs(PacketType.EXTENDED_REPLY);
          response.readUInt64AsBigInteger();
          long fragment = response.readUInt64();
          response.readUInt64AsBigInteger();
          response.readUInt64AsBigInteger();
          long available = response.readUInt64();
          return Optional.of(Math.multiplyExact(fragment, available));
        });
  }

  private Response answer(net.schmizz.sshj.sftp.Request request) throws IOException {
    return engine.request(request).retrieve(engine.getTimeoutMs(), TimeUnit.MILLISECONDS);
  }

  private static Void done(SftpAct act) throws IOException {
    act.run();
    return null;
  }

  @FunctionalInterface
  private interface SftpAct {
    void run() throws IOException;
  }

  /** The folder that holds a name. */
  static String parent(String path) {
    int slash = path.lastIndexOf('/');
    return slash <= 0 ? "/" : path.substring(0, slash);
  }

  @Override
  public void close() {
    SftpErrors.closeQuietly(engine);
  }
}
