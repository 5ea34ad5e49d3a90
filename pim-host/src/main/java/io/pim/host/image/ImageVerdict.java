package io.pim.host.image;

import java.nio.file.Path;
import java.util.List;

/**
 * The result of verifying an image.
 *
 * @param findings in the order of the checks
 * @param lastLines the last output of the instance or of qemu-img, if something is wrong
 */
public record ImageVerdict(String name, Path path, List<Finding> findings, List<String> lastLines) {
  public ImageVerdict {
    findings = List.copyOf(findings);
    lastLines = List.copyOf(lastLines);
  }

  /** The checks. */
  public enum Check {
    /** The file exists with the registry's size and SHA-256, and its header names no other file. */
    DIGEST,
    /** The result of qemu-img check. */
    STRUCTURE,
    /** A copy boots as a cloud instance, accepts its user's login and passes the checks. */
    BOOT
  }

  /** The result of a check. */
  public enum Outcome {
    PASSED,
    FAILED,
    /** Not requested, or useless after a failure. */
    SKIPPED
  }

  /** One check. */
  public record Finding(Check check, Outcome outcome, String detail) {}

  /** Whether all checks passed. */
  public boolean isSound() {
    return findings.stream().noneMatch(finding -> finding.outcome() == Outcome.FAILED);
  }
}
