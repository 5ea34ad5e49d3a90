package io.pim.cli.deploy;

import picocli.CommandLine.Parameters;

/** The parameter that names the deployment. */
final class DeploymentParameter {
  @Parameters(
      paramLabel = "DEPLOYMENT",
      description =
          "A deployment id; or a target or a profile, if all its deployments are of one profile, "
              + "architecture and target: then its newest.")
  private String id;

  String id() {
    return id;
  }
}
