package io.pim.tools.ssh;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.function.LongConsumer;
import net.schmizz.sshj.sftp.FileAttributes;
import net.schmizz.sshj.sftp.OpenMode;
import net.schmizz.sshj.sftp.SFTPEngine;

/**
 * The contents of files on another host, over SFTP: reads and writes small files, uploads large
 * ones. Errors are those of local files. Everything written is on the host's disk when a method
 * returns, if the host supports that.
 */
public final class RemoteContents {
  private static final int READABLE = 0644;
  private static final int CHUNK_BYTES = 1 << 20;
  private static final int READ_AHEAD = 16;

  private final SFTPEngine engine;
  private final RemoteFiles files;
  private final RemoteSync sync;

  RemoteContents(SFTPEngine engine, RemoteFiles files, RemoteSync sync) {
    this.engine = engine;
    this.files = files;
    this.sync = sync;
  }

  /** Reads a small file. */
  public byte[] read(String file, int most) throws IOException, InterruptedException {
    return SftpErrors.on(
        file,
        () -> {
          try (OpenRemoteFile open = open(file, EnumSet.of(OpenMode.READ))) {
            byte[] bytes = open.new RemoteFileInputStream().readNBytes(most + 1);
            if (bytes.length > most) {
              throw new FileSystemException(file, null, "it is larger than " + most + " bytes");
            }
            return bytes;
          }
        });
  }

  /**
   * Writes a small file that everybody may read; at every moment either the old or the new one
   * exists.
   */
  public void write(String file, byte[] content) throws IOException, InterruptedException {
    String draft =
        RemoteFiles.parent(file) + "/." + file.substring(file.lastIndexOf('/') + 1) + ".tmp";
    SftpErrors.on(
        draft,
        () -> {
          try (OpenRemoteFile open =
              open(draft, EnumSet.of(OpenMode.WRITE, OpenMode.CREAT, OpenMode.TRUNC))) {
            open.setAttributes(new FileAttributes.Builder().withPermissions(READABLE).build());
            open.send(0, content, content.length);
            open.settle();
            return null;
          }
        });
    sync.path(draft);
    files.move(draft, file);
  }

  /**
   * Uploads a file; holes stay holes.
   *
   * @param start the number of its bytes that the host already has; anything after them is cut off
   * @param progress receives the number of bytes on the host; may throw to stop
   */
  public void upload(Path from, long start, String to, LongConsumer progress)
      throws IOException, InterruptedException {
    SftpErrors.on(
        to,
        () -> {
          try (InputStream in = Files.newInputStream(from);
              OpenRemoteFile out = open(to, EnumSet.of(OpenMode.WRITE, OpenMode.CREAT))) {
            out.setLength(start);
            in.skipNBytes(start);
            long end = sendAll(in, start, out, progress);
            out.settle();
            out.setLength(end);
            return null;
          }
        });
    sync.path(to);
    sync.path(RemoteFiles.parent(to));
  }

  private static long sendAll(InputStream in, long start, OpenRemoteFile out, LongConsumer progress)
      throws IOException {
    byte[] chunk = new byte[CHUNK_BYTES];
    long at = start;
    for (int n = in.readNBytes(chunk, 0, chunk.length); n > 0; ) {
      if (!isZero(chunk, n)) {
        out.send(at, chunk, n);
      }
      at += n;
      progress.accept(at);
      n = in.readNBytes(chunk, 0, chunk.length);
    }
    return at;
  }

  private static boolean isZero(byte[] bytes, int length) {
    for (int i = 0; i < length; i++) {
      if (bytes[i] != 0) {
        return false;
      }
    }
    return true;
  }

  /** Reads bytes of a file with many parallel requests. */
  void read(String file, long start, long length, Sink sink)
      throws IOException, InterruptedException {
    SftpErrors.on(
        file,
        () -> {
          try (OpenRemoteFile open = open(file, EnumSet.of(OpenMode.READ))) {
            InputStream in = open.new ReadAheadRemoteFileInputStream(READ_AHEAD, start);
            byte[] chunk = new byte[CHUNK_BYTES / 4];
            long left = length;
            while (left > 0) {
              int n = in.read(chunk, 0, (int) Math.min(chunk.length, left));
              if (n < 0) {
                throw new FileSystemException(file, null, "it became shorter meanwhile");
              }
              sink.accept(chunk, n);
              left -= n;
            }
            return null;
          }
        });
  }

  /** Receives bytes in order. */
  @FunctionalInterface
  interface Sink {
    void accept(byte[] bytes, int length);
  }

  private OpenRemoteFile open(String file, EnumSet<OpenMode> modes) throws IOException {
    return OpenRemoteFile.open(engine, file, modes);
  }
}
