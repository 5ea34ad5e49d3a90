package io.pim.cli.temporal;

import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
import io.pim.model.unit.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Downloads the official release. An archive without the pinned digest is never unpacked. */
final class ReleaseSource implements BinarySource {
  private final TemporalRelease release;
  private final Optional<HostPlatform> platform;
  private final Download download;

  ReleaseSource(TemporalRelease release, Optional<HostPlatform> platform, Download download) {
    this.release = release;
    this.platform = platform;
    this.download = download;
  }

  @Override
  public String attempt() {
    return "fetching release " + release.version() + place();
  }

  @Override
  public void make(Path draft) throws InterruptedException {
    HostPlatform here = platform.orElseThrow(this::noRelease);
    Sha256 wanted = release.digest(here).orElseThrow(this::noRelease);
    Path archive = draft.resolveSibling(draft.getFileName() + ".tar.gz");
    try {
      download.fetch(release.archive(here), archive);
      requireDigest(archive, wanted, here);
      new TarMember("temporal").extract(archive, draft);
    } catch (IOException e) {
      throw failure("it could not be downloaded", String.valueOf(e.getMessage()), e);
    } finally {
      remove(archive);
    }
  }

  private void requireDigest(Path archive, Sha256 wanted, HostPlatform here) throws IOException {
    Sha256 found = Sha256.ofFile(archive);
    if (!found.equals(wanted)) {
      throw BuildFailure.of(FailureKind.CHECKSUM_MISMATCH, "the release has the wrong checksum")
          .where(release.archive(here))
          .why("it has " + found.abbreviated() + "..., not " + wanted.abbreviated() + "...")
          .todo("find out what changes downloads on their way to this machine")
          .build();
    }
  }

  private String place() {
    return platform.map(here -> " from " + release.archive(here).getHost()).orElse("");
  }

  private BuildFailure noRelease() {
    return failure("there is none for this machine", System.getProperty("os.name"), null);
  }

  private BuildFailure failure(String what, String why, Throwable cause) {
    return BuildFailure.of(FailureKind.NETWORK, what)
        .where(platform.map(here -> release.archive(here).toString()).orElse(""))
        .why(why)
        .todo("put a `temporal` program on PATH yourself")
        .causedBy(cause)
        .build();
  }

  private static void remove(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      // The draft folder is deleted next.
      return;
    }
  }
}
