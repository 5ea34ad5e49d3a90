package io.pim.tools.aws;

/**
 * AWS's own checks of an instance, in AWS's words.
 *
 * @param system of the machine below it
 * @param instance of its network and its operating system
 */
public record StatusChecks(String system, String instance) {
  /** Whether both have passed. */
  public boolean havePassed() {
    return system.equals("ok") && instance.equals("ok");
  }
}
