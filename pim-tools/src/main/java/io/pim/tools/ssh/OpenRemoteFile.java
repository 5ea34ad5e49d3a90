package io.pim.tools.ssh;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import net.schmizz.concurrent.Promise;
import net.schmizz.sshj.sftp.FileAttributes;
import net.schmizz.sshj.sftp.OpenMode;
import net.schmizz.sshj.sftp.PacketType;
import net.schmizz.sshj.sftp.RemoteFile;
import net.schmizz.sshj.sftp.Response;
import net.schmizz.sshj.sftp.SFTPEngine;
import net.schmizz.sshj.sftp.SFTPException;

/** A remote file, written without waiting for each answer and synced to the remote disk. */
final class OpenRemoteFile extends RemoteFile {
  private static final String FSYNC = "fsync@openssh.com";

  /** Every server accepts a packet of 34000 bytes. */
  private static final int PIECE_BYTES = 32 << 10;

  private static final int MOST_UNANSWERED = 64;

  private final Deque<Promise<Response, SFTPException>> unanswered = new ArrayDeque<>();

  private OpenRemoteFile(SFTPEngine engine, String path, byte[] handle) {
    super(engine, path, handle);
  }

  static OpenRemoteFile open(SFTPEngine engine, String path, Set<OpenMode> modes)
      throws IOException {
    byte[] handle =
        answer(
                engine,
                engine.request(
                    engine
                        .newRequest(PacketType.OPEN)
                        .putString(path)
                        .putUInt32(OpenMode.toMask(modes))
                        .putFileAttributes(FileAttributes.EMPTY)))
            .ensurePacketTypeIs(PacketType.HANDLE)
            .readBytes();
    return new OpenRemoteFile(engine, path, handle);
  }

  /** Sends bytes; may throw the error of an earlier piece. */
  void send(long offset, byte[] bytes, int length) throws IOException {
    for (int at = 0; at < length; at += PIECE_BYTES) {
      if (unanswered.size() >= MOST_UNANSWERED) {
        settleOne();
      }
      unanswered.add(asyncWrite(offset + at, bytes, at, Math.min(PIECE_BYTES, length - at)));
    }
  }

  /** Waits until the server has acknowledged everything that was sent. */
  void settle() throws IOException {
    while (!unanswered.isEmpty()) {
      settleOne();
    }
  }

  private void settleOne() throws IOException {
    answer(requester, unanswered.remove()).ensureStatusPacketIsOK();
  }

  static boolean canSync(SFTPEngine engine) {
    return engine.supportsServerExtension("fsync", "openssh.com");
  }

  /** Syncs the file to the remote disk if the server can. */
  void sync() throws IOException {
    answer(requester, requester.request(requester.newExtendedRequest(FSYNC).putBytes(handle)))
        .ensureStatusPacketIsOK();
  }

  /**
   * Everything that matters was acknowledged before. An error here would be the same one that ended
   * the use of the file, and Java does not allow an exception to suppress itself.
   */
  @Override
  public void close() {
    SftpErrors.closeQuietly(super::close);
  }

  private static Response answer(SFTPEngine engine, Promise<Response, SFTPException> promise)
      throws IOException {
    return promise.retrieve(engine.getTimeoutMs(), TimeUnit.MILLISECONDS);
  }
}
