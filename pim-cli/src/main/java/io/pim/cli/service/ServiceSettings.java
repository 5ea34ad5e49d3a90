package io.pim.cli.service;

import java.nio.file.Path;
import java.util.Optional;

/**
 * What pim.yml says of the Temporal service.
 *
 * @param address host and port of a shared service; empty for PIM's own
 * @param serverBinary the {@code temporal} program to run PIM's own with; empty to find one
 */
public record ServiceSettings(Optional<String> address, Optional<Path> serverBinary) {
  /** Nothing is said. */
  public static ServiceSettings none() {
    return new ServiceSettings(Optional.empty(), Optional.empty());
  }
}
