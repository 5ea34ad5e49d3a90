package io.pim.cli.temporal;

import java.nio.file.Path;

/**
 * A program that PIM's own Temporal server can be run with.
 *
 * @param how who chose it
 */
public record FoundServer(Path program, How how) {
  /** The ways to a program, the first that applies being taken. */
  public enum How {
    /** {@code temporal.server_binary} of pim.yml. */
    CONFIGURED,
    ON_PATH,
    /** PIM has fetched or built it. */
    OWN
  }
}
