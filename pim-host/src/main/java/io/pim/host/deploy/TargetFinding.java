package io.pim.host.deploy;

import io.pim.model.deploy.DeployedImage;
import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
import io.pim.model.failure.FailureReport;
import io.pim.model.unit.ByteSize;
import java.util.List;
import java.util.Optional;

/**
 * One line of a target's check.
 *
 * @param subject the checked property, such as {@code free space}
 * @param found its value
 * @param failure the kind of failure; empty if the check passed
 * @param todo the fix; empty if the check passed
 */
public record TargetFinding(
    String subject, String found, Optional<FailureKind> failure, String todo) {
  private static final String SPACE = "free space";

  public static TargetFinding good(String subject, String found) {
    return new TargetFinding(subject, found, Optional.empty(), "");
  }

  public static TargetFinding bad(String subject, String found, FailureKind failure, String todo) {
    return new TargetFinding(subject, found, Optional.of(failure), todo);
  }

  /** The line of a check that could not be made. */
  public static TargetFinding failed(String subject, BuildFailure failure) {
    FailureReport report = failure.report();
    return bad(subject, report.what() + " " + report.why(), report.kind(), report.todo());
  }

  /** Checks that an image fits into the free space. Without an image, reports the free space. */
  public static TargetFinding space(long free, Optional<DeployedImage> image) {
    String found = rounded(free) + " free";
    return image.isEmpty() || image.get().size() <= free
        ? good(SPACE, found)
        : bad(
            SPACE,
            found + ", and the image has " + rounded(image.get().size()),
            FailureKind.TARGET_FULL,
            "Make room there, or keep fewer deployments (keep:).");
  }

  private static String rounded(long bytes) {
    return bytes > 0 ? new ByteSize(bytes).rounded() : "0B";
  }

  public boolean isGood() {
    return failure.isEmpty();
  }

  /** The report of a deployment to {@code target} that fails with this; only for a bad finding. */
  FailureReport report(String target) {
    return new FailureReport(
        failure.orElseThrow(),
        "Target " + target + " cannot take the deployment: " + subject + ".",
        "target " + target,
        found,
        todo,
        List.of());
  }
}
