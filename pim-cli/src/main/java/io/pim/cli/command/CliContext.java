package io.pim.cli.command;

import io.pim.cli.build.Interrupts;
import io.pim.cli.build.TemporalAccess;
import io.pim.cli.output.Terminal;
import io.pim.model.files.PimFolders;
import java.time.Clock;
import java.util.Map;

/**
 * What every command stands on.
 *
 * @param environment as from {@link System#getenv()}
 * @param temporal nothing of it is loaded before a command asks
 * @param interrupts where Ctrl-C arrives while a build is watched
 */
public record CliContext(
    PimFolders folders,
    Map<String, String> environment,
    Terminal terminal,
    TemporalAccess temporal,
    Interrupts interrupts,
    Clock clock) {
  public CliContext {
    environment = Map.copyOf(environment);
  }
}
