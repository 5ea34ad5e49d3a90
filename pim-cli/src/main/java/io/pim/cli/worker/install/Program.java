package io.pim.cli.worker.install;

import io.pim.cli.output.Complaint;
import io.pim.cli.output.ExitStatus;
import io.pim.cli.temporal.DistributionInfo;
import io.pim.model.files.Names;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The PIM that the worker runs.
 *
 * @param source the distribution that installs it
 * @param folder the folder that it runs from
 * @param isCopied whether that is a copy of the source; false where the system's packages keep it
 */
record Program(Path source, Path folder, boolean isCopied) {
  private static final int ID_CHARACTERS = 12;
  private static final List<Path> OF_PACKAGES = List.of(Path.of("/usr"), Path.of("/opt"));

  /**
   * Chooses the folder that the program runs from. Only root's files in a folder for packages stay
   * where they are; anything else may be rebuilt or removed by its owner, or hidden from the
   * worker.
   */
  static Program of(DistributionInfo distribution, Layout layout) throws IOException {
    return of(distribution, layout, OF_PACKAGES);
  }

  static Program of(DistributionInfo distribution, Layout layout, List<Path> ofPackages)
      throws IOException {
    Path source =
        distribution
            .home()
            .orElseThrow(
                () ->
                    Complaint.of(ExitStatus.USAGE, "This PIM cannot be installed.")
                        .because("it does not run from a distribution")
                        .advise("Run it by bin/pim of a distribution.")
                        .failure())
            .toRealPath();
    boolean stays =
        ofPackages.stream().anyMatch(source::startsWith)
            && Files.getAttribute(source, "unix:uid").equals(0)
            && Files.getAttribute(source.resolve("bin/pim"), "unix:uid").equals(0);
    String id = distribution.buildId();
    return stays
        ? new Program(source, lasting(source), false)
        : new Program(
            source,
            Names.inside(layout.programs(), id.substring(0, Math.min(ID_CHARACTERS, id.length()))),
            true);
  }

  /**
   * Debian's package keeps each version in a folder of its own, which an upgrade removes, and a
   * link to the current one (deploy/debian/postinst).
   */
  private static Path lasting(Path source) throws IOException {
    Path link = source.getParent().resolveSibling("current");
    return Files.isSymbolicLink(link) && link.toRealPath().equals(source) ? link : source;
  }

  Path launcher() {
    return folder.resolve("bin/pim");
  }
}
