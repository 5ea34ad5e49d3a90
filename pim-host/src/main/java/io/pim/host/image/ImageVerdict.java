package io.pim.host.image;

import java.nio.file.Path;
import java.util.List;

/**
 * What a verification has found of an image.
 *
 * @param findings in the order in which they were made
 * @param lastLines what the instance or qemu-img said last, where something is wrong
 */
public record ImageVerdict(String name, Path path, List<Finding> findings, List<String> lastLines) {
  public ImageVerdict {
    findings = List.copyOf(findings);
    lastLines = List.copyOf(lastLines);
  }

  /** What is looked at. */
  public enum Check {
    /** Whether the file is there, with the registry's size and SHA-256, and names no other file. */
    DIGEST,
    /** What qemu-img check says. */
    STRUCTURE,
    /** Whether a copy boots as a cloud instance, lets its user in and passes the checks. */
    BOOT
  }

  /** How a check ended. */
  public enum Outcome {
    PASSED,
    FAILED,
    /** Not asked for, or vain after a failure. */
    SKIPPED
  }

  /** One check. */
  public record Finding(Check check, Outcome outcome, String detail) {}

  /** Whether nothing was found to be wrong. */
  public boolean isSound() {
    return findings.stream().noneMatch(finding -> finding.outcome() == Outcome.FAILED);
  }
}
