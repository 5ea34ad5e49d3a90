package io.pim.cli.deploy;

import io.pim.workflows.message.OnFailure;
import picocli.CommandLine.Option;

/** The option {@code --on-failure} of commands that change a target. */
final class FailureOption {
  @Option(
      names = "--on-failure",
      paramLabel = "hold|fail",
      defaultValue = "hold",
      description =
          "What to do after a failure that a person must fix: hold the deployment for pim deploy "
              + "retry, or fail and remove what was made, for CI. Default: ${DEFAULT-VALUE}.")
  private OnFailure onFailure;

  OnFailure value() {
    return onFailure;
  }
}
