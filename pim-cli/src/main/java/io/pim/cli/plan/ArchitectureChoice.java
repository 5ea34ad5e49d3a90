package io.pim.cli.plan;

import io.pim.model.config.ConfigProblems;
import io.pim.model.config.Problem;
import io.pim.model.profile.Profile;
import io.pim.model.unit.Architecture;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Chooses the architecture to build a profile for. */
record ArchitectureChoice(Architecture host) {
  /**
   * Chooses the given architecture; else the host's own; else the profile's only one.
   *
   * @throws ConfigProblems when the profile does not support it; the message lists those it does
   */
  Architecture of(Profile profile, Optional<Architecture> wanted) {
    List<Architecture> listed = profile.architectures();
    Architecture choice =
        wanted.orElseGet(() -> listed.contains(host) || listed.size() != 1 ? host : listed.get(0));
    if (!listed.contains(choice)) {
      throw new ConfigProblems(notListed(profile, choice, listed));
    }
    return choice;
  }

  private static Problem notListed(
      Profile profile, Architecture choice, List<Architecture> listed) {
    String rule = "profile '" + profile.name() + "' is not for " + choice;
    String names = listed.stream().map(Architecture::id).collect(Collectors.joining(", "));
    return profile
        .settings()
        .get("architectures")
        .map(value -> Problem.at(value.origin(), rule, ""))
        .orElseGet(() -> Problem.of("", rule))
        .advise(names.isEmpty() ? "it lists no architecture" : "it lists " + names);
  }
}
