package io.pim.cli.shell;

import io.pim.workflows.message.BuildState;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The options that lists of builds and of deployments have in common. */
public final class ListOptions {
  @Option(
      names = "--state",
      paramLabel = "STATE",
      description = "Only those in this state: ${COMPLETION-CANDIDATES}.")
  private BuildState state;

  @Option(names = "--profile", paramLabel = "NAME", description = "Only those of this profile.")
  private String profile;

  @Option(
      names = {"-n", "--limit"},
      paramLabel = "N",
      defaultValue = "50",
      description = "The number of entries, at least 1. Default: ${DEFAULT-VALUE}.")
  private ListLimit limit;

  @Option(names = "--all", description = "List all entries.")
  private boolean all;

  public Optional<BuildState> state() {
    return Optional.ofNullable(state);
  }

  public Optional<String> profile() {
    return Optional.ofNullable(profile);
  }

  /** The greatest number of entries. */
  public long most() {
    return all ? Long.MAX_VALUE : limit.count();
  }
}
