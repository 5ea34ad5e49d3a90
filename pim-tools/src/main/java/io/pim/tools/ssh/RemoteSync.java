package io.pim.tools.ssh;

import java.io.IOException;
import java.time.Duration;
import java.util.EnumSet;
import net.schmizz.sshj.sftp.OpenMode;
import net.schmizz.sshj.sftp.SFTPEngine;

/** Syncs files of another host to its disk: over SFTP, or with a command if its server cannot. */
final class RemoteSync {
  private static final Duration LIMIT = Duration.ofMinutes(30);

  private final RemoteHost host;
  private final SFTPEngine engine;

  RemoteSync(RemoteHost host, SFTPEngine engine) {
    this.host = host;
    this.engine = engine;
  }

  /** Syncs a file, or the names of a folder, to the host's disk. */
  void path(String path) throws IOException, InterruptedException {
    if (OpenRemoteFile.canSync(engine)) {
      try {
        SftpErrors.on(
            path,
            () -> {
              try (OpenRemoteFile open =
                  OpenRemoteFile.open(engine, path, EnumSet.of(OpenMode.READ))) {
                open.sync();
                return null;
              }
            });
        return;
      } catch (SftpFailureException e) {
        // Not every server can open folders.
      }
    }
    host.run("sync " + ShellWord.quote(path), LIMIT, () -> {});
  }
}
