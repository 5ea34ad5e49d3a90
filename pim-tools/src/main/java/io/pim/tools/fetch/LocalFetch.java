package io.pim.tools.fetch;

import io.pim.model.files.FetchFiles;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Gets a file that is already on this machine: as a hard link, which takes neither time nor room,
 * or else as a copy. A link has its own name, because nothing may ever write to it, while a
 * download writes to its part file.
 */
public final class LocalFetch {
  private static final int BUFFER_BYTES = 1 << 20;

  private static final String REMEDY =
      "Put the file there on the host that builds, or correct the URL in the ISO catalog.";

  private final FetchFiles files;
  private final FetchProgress progress;

  public LocalFetch(FetchFiles files, FetchProgress progress) {
    this.files = files;
    this.progress = progress;
  }

  public UrlOutcome get(URI url) throws IOException, InterruptedException {
    Path source;
    try {
      source = Path.of(url);
    } catch (IllegalArgumentException e) {
      return new UrlOutcome.Gone("not a path on this machine: " + e.getMessage());
    }
    if (!Files.isRegularFile(source)) {
      return new UrlOutcome.Gone("no such file", Optional.of(REMEDY));
    }
    Path link = files.link();
    Files.deleteIfExists(link);
    try {
      // A hard link to a symbolic link would break together with it.
      Files.createLink(link, source.toRealPath());
    } catch (FileSystemException | UnsupportedOperationException e) {
      copy(source, link);
    }
    return new UrlOutcome.Got(link, false);
  }

  private void copy(Path source, Path target) throws IOException, InterruptedException {
    long total = Files.size(source);
    DiskSpace.require(target, total);
    byte[] buffer = new byte[BUFFER_BYTES];
    long done = 0;
    try (InputStream in = Files.newInputStream(source);
        OutputStream out = Files.newOutputStream(target)) {
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        out.write(buffer, 0, n);
        done += n;
        progress.at(FetchProgress.Phase.COPY, done, total);
        if (Thread.interrupted()) {
          throw new InterruptedException("interrupted while copying " + source);
        }
      }
    }
  }
}
