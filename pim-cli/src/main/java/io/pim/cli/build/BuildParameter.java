package io.pim.cli.build;

import picocli.CommandLine.Parameters;

/** The parameter that names the build. */
final class BuildParameter {
  @Parameters(
      paramLabel = "ID",
      description =
          "A build id; or PROFILE-ARCH, which means its newest build; or a profile, where its"
              + " builds are all of one architecture.")
  private String id;

  String id() {
    return id;
  }
}
