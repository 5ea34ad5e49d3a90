package io.pim.host.ventoy;

import io.pim.host.iso.IsoFetcher;
import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
import io.pim.model.files.DurableFile;
import io.pim.model.files.Names;
import io.pim.model.files.PrivateFolders;
import io.pim.model.plan.IsoSource;
import io.pim.tools.fetch.FetchProgress;
import io.pim.tools.process.Command;
import io.pim.tools.process.CommandRunner;
import io.pim.tools.process.Finished;
import io.pim.tools.process.Tools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Ventoy's own programs on this machine: downloaded, verified, unpacked, and kept. */
public final class VentoyPrograms {
  static final String INSTALLER = "Ventoy2Disk.sh";
  private static final Duration UNPACK_LIMIT = Duration.ofMinutes(5);
  private static final int LAST_LINES = 10;

  private final Path folder;
  private final CommandRunner runner;
  private final Tools tools;
  private final Map<String, String> environment;

  /**
   * Programs in a folder.
   *
   * @param folder holds archives, and a folder for each release
   * @param environment as from {@link System#getenv()}: it may name proxies
   */
  public VentoyPrograms(Path folder, CommandRunner runner, Map<String, String> environment) {
    this.folder = folder;
    this.runner = runner;
    this.tools = Tools.of(environment);
    this.environment = Map.copyOf(environment);
  }

  /**
   * The folder of a release with its installer; downloads it if missing.
   *
   * @throws BuildFailure CHECKSUM_MISMATCH, NETWORK, ISO_UNAVAILABLE or TOOL_FAILED when it is not
   *     available; an archive without the right checksum is never unpacked
   */
  public Path get(VentoyRelease release, FetchProgress progress)
      throws IOException, InterruptedException {
    Path unpacked = Names.inside(folder, release.folderName());
    if (Files.isRegularFile(unpacked.resolve(INSTALLER))) {
      return unpacked;
    }
    PrivateFolders.create(folder);
    Path archive = fetch(release, progress);
    Path draft = Files.createTempDirectory(folder, ".draft");
    try {
      unpack(archive, draft);
      DurableFile.move(top(archive, draft), unpacked);
    } finally {
      PrivateFolders.delete(draft);
    }
    return unpacked;
  }

  private Path fetch(VentoyRelease release, FetchProgress progress) throws InterruptedException {
    IsoSource source =
        new IsoSource("ventoy", release.fileName(), List.of(release.url()), release.checksum());
    try {
      return new IsoFetcher(folder, environment).fetch(source, progress);
    } catch (BuildFailure e) {
      // Reworded, because the failure speaks of an ISO in the catalog.
      throw BuildFailure.of(e.report().kind(), "Ventoy " + release.version() + " is not available")
          .where(release.url())
          .why(e.report().why())
          .todo(
              e.report().kind() == FailureKind.CHECKSUM_MISMATCH
                  ? "Compare ventoy.checksum in pim.yml with the release's own sha256.txt."
                  : "Fix ventoy.version, .file or .url in pim.yml, or put the archive at "
                      + folder.resolve(release.fileName()))
          .causedBy(e)
          .build();
    }
  }

  /** GNU tar refuses absolute names and .. in an archive, and does not write through links. */
  private void unpack(Path archive, Path draft) throws InterruptedException {
    String tar = tools.require("tar", "install it: apt install tar").toString();
    Finished finished =
        runner.run(
            Command.of(
                List.of(
                    tar,
                    "-xzf",
                    archive.toString(),
                    "-C",
                    draft.toString(),
                    "--no-same-owner",
                    "--no-same-permissions"),
                UNPACK_LIMIT));
    if (!finished.succeeded()) {
      throw damaged(archive, "tar ended with status " + finished.exitCode(), finished);
    }
  }

  /** The single top folder of a release's archive. */
  private static Path top(Path archive, Path draft) throws IOException {
    try (Stream<Path> tree = Files.walk(draft)) {
      if (tree.anyMatch(p -> !isPlain(p))) {
        throw damaged(archive, "there are links or devices in it", new Finished(0, ""));
      }
    }
    try (Stream<Path> children = Files.list(draft)) {
      return children
          .filter(child -> Files.isRegularFile(child.resolve(INSTALLER)))
          .findFirst()
          .orElseThrow(
              () -> damaged(archive, "there is no " + INSTALLER + " in it", new Finished(0, "")));
    }
  }

  private static boolean isPlain(Path path) {
    return Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)
        || Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS);
  }

  private static BuildFailure damaged(Path archive, String why, Finished finished) {
    return BuildFailure.of(FailureKind.TOOL_FAILED, "This is not a release of Ventoy for Linux")
        .where(archive)
        .why(why)
        .todo("Check ventoy.file and ventoy.checksum in pim.yml: it has to be the -linux.tar.gz.")
        .lastLines(finished.lastLines(LAST_LINES))
        .build();
  }
}
