package io.pim.host.deploy;

import io.pim.model.failure.FailureKind;
import io.pim.model.failure.FailureReport;
import java.util.List;
import java.util.Optional;

/**
 * One line of a target's check.
 *
 * @param subject what was looked at, such as {@code free space}
 * @param found what was found
 * @param failure the kind of failure; empty where all is well
 * @param todo what fixes it; empty where all is well
 */
public record TargetFinding(
    String subject, String found, Optional<FailureKind> failure, String todo) {

  public static TargetFinding good(String subject, String found) {
    return new TargetFinding(subject, found, Optional.empty(), "");
  }

  public static TargetFinding bad(String subject, String found, FailureKind failure, String todo) {
    return new TargetFinding(subject, found, Optional.of(failure), todo);
  }

  public boolean isGood() {
    return failure.isEmpty();
  }

  /** The report of what a deployment to {@code target} fails with; only where not all is well. */
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
