package io.pim.cli.build;

import io.pim.cli.output.Complaint;
import io.pim.cli.output.ExitStatus;
import io.pim.model.config.BuildSettings;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The options that say where a build runs. */
final class HostOption {
  @Option(
      names = "--local",
      description = "Build on this host, even if it must emulate the architecture.")
  private boolean local;

  @Option(
      names = "--on",
      paramLabel = "HOST",
      description =
          "Build on the host with this id (see pim worker list), or on any host of the "
              + "architecture; wait until it is available. Default: build.builders in pim.yml.")
  private String host;

  /** Whether the person chose where the build runs. */
  boolean isChosen() {
    return local || host != null;
  }

  /**
   * The builder that was asked for: a host id, {@code any} or {@code auto}; empty for the
   * configuration's.
   *
   * @param thisHost the id of this host
   */
  Optional<String> builder(String thisHost) {
    if (local && host != null) {
      throw Complaint.of(ExitStatus.USAGE, "--local and --on cannot be combined.")
          .because("each names the host to build on")
          .advise("Give one of them.")
          .failure();
    }
    return local || BuildSettings.LOCAL.equals(host)
        ? Optional.of(thisHost)
        : Optional.ofNullable(host);
  }
}
