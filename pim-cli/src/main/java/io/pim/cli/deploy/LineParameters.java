package io.pim.cli.deploy;

import io.pim.cli.shell.CliContext;
import io.pim.model.unit.Architecture;
import java.io.IOException;
import java.util.Optional;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The parameters that name the deployments of one profile and architecture on a target. */
final class LineParameters {
  @Parameters(index = "0", paramLabel = "TARGET", description = "The target.")
  private String target;

  @Parameters(index = "1", paramLabel = "PROFILE", description = "The profile of the images.")
  private String profile;

  @Option(
      names = "--arch",
      paramLabel = "ARCH",
      description = "The architecture, if images of several are deployed.")
  private Architecture architecture;

  String target() {
    return target;
  }

  DeployedLine line(CliContext context) throws IOException {
    return DeployedLine.of(context, target, profile, Optional.ofNullable(architecture));
  }
}
