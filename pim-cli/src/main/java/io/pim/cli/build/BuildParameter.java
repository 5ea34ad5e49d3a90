package io.pim.cli.build;

import picocli.CommandLine.Parameters;

/** The parameter that names the build. */
final class BuildParameter {
  @Parameters(
      paramLabel = "ID",
      description =
          "A build id; PROFILE-ARCH for its newest build; or a profile, if all its builds have "
              + "one architecture.")
  private String id;

  String id() {
    return id;
  }
}
