package io.pim.cli.build;

import io.pim.workflows.message.OnFailure;
import picocli.CommandLine.Option;

/** The option {@code --on-failure}. */
final class OnFailureOption {
  @Option(
      names = "--on-failure",
      paramLabel = "hold|fail",
      defaultValue = "hold",
      description =
          "What to do after a failure that a person must fix: hold the build for pim build "
              + "retry, or fail, for CI. Default: ${DEFAULT-VALUE}.")
  private OnFailure onFailure;

  OnFailure value() {
    return onFailure;
  }
}
