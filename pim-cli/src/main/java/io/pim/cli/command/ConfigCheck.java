package io.pim.cli.command;

import io.pim.cli.build.Planners;
import io.pim.cli.plan.Planner;
import io.pim.model.config.ConfigFolders;
import io.pim.model.config.ConfigProblems;
import io.pim.model.config.Problem;
import io.pim.model.config.Problems;
import io.pim.model.config.Settings;
import io.pim.model.files.PimFolders;
import io.pim.model.iso.IsoCatalog;
import io.pim.model.profile.Profiles;
import io.pim.model.profile.Targets;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Looks at the whole configuration at once. */
final class ConfigCheck {
  private final PimFolders folders;

  ConfigCheck(PimFolders folders) {
    this.folders = folders;
  }

  /** What was looked at, and what is wrong with it. */
  record Result(List<Problem> problems, int profiles, int isos, int targets) {
    Result {
      problems = List.copyOf(problems);
    }
  }

  /** Reads all files, and plans every profile. */
  Result run() throws IOException {
    ConfigFolders config = ConfigFolders.of(folders);
    Problems problems = new Problems();
    Settings.check(config, problems);
    Profiles profiles = Profiles.read(config, problems);
    profiles.check(problems);
    IsoCatalog catalog = IsoCatalog.read(config, problems);
    Targets targets = Targets.read(config, problems);
    Planner planner = Planners.of(folders);
    for (String profile : profiles.choices()) {
      try {
        planner.plan(profile, Optional.empty());
      } catch (ConfigProblems found) {
        // What is wrong with a file itself is in the list already, and is not told twice.
        found.problems().forEach(problems::add);
      }
    }
    return new Result(
        problems.list(),
        profiles.choices().size(),
        catalog.entries().size(),
        targets.choices().size());
  }
}
