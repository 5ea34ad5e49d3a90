package io.pim.host.deploy.sftp;

import io.pim.host.deploy.DeployContext;
import io.pim.host.deploy.file.FileFailures;
import io.pim.host.deploy.file.UploadedFile;
import io.pim.model.unit.Sha256;
import io.pim.tools.ssh.RemoteFiles;
import io.pim.tools.ssh.SftpFailureException;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Uploads files to another host over SFTP, each from the point where an earlier try stopped. */
public final class SftpUpload {
  private final RemoteFiles files;
  private final String folder;

  /**
   * An upload to a folder.
   *
   * @param folder whose file system has the free space
   */
  public SftpUpload(RemoteFiles files, String folder) {
    this.files = files;
    this.folder = folder;
  }

  /** Sends the missing part. Returns the number of bytes sent. */
  public long send(DeployContext context, Path local, String remote)
      throws IOException, InterruptedException {
    long size = Files.size(local);
    long there = files.look(remote).map(RemoteFiles.Info::size).orElse(0L);
    long good =
        files
            .digests()
            .common(
                local,
                remote,
                there,
                done -> context.fraction(0, "checking what the host already has"));
    if (good > 0) {
      context.say("continuing after " + good + " bytes that are already there");
    }
    explained(
        size - good,
        () -> {
          files
              .contents()
              .upload(
                  local,
                  good,
                  remote,
                  done -> context.fraction((double) done / Math.max(1, size), "uploading"));
          return null;
        });
    return size - good;
  }

  /** The contents of a remote file. */
  public UploadedFile look(DeployContext context, String remote)
      throws IOException, InterruptedException {
    long size = files.look(remote).map(RemoteFiles.Info::size).orElse(0L);
    Sha256 digest =
        files
            .digests()
            .whole(
                remote,
                size,
                done -> context.fraction((double) done / Math.max(1, size), "taking the digest"));
    return new UploadedFile(size, digest);
  }

  /**
   * Does something that needs room. Its error does not show whether the disk is full; free() does.
   */
  public void explained(long bytes, FileFailures.Act<Void> act)
      throws IOException, InterruptedException {
    try {
      act.run();
    } catch (SftpFailureException e) {
      long free = files.free(folder).orElse(Long.MAX_VALUE);
      if (free < bytes) {
        FileSystemException full =
            new FileSystemException(e.getFile(), null, "No space left on device");
        full.initCause(e);
        throw full;
      }
      throw e;
    }
  }
}
