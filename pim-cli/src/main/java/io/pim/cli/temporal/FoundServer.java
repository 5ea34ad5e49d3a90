package io.pim.cli.temporal;

import java.nio.file.Path;

/**
 * A program for PIM's own Temporal server.
 *
 * @param how who chose it
 */
public record FoundServer(Path program, How how) {
  /** The ways to find a program; the first that applies wins. */
  public enum How {
    /** {@code temporal.server_binary} in pim.yml. */
    CONFIGURED,
    ON_PATH,
    /** PIM downloaded or built it. */
    OWN
  }
}
