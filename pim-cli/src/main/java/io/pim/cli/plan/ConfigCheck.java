package io.pim.cli.plan;

import io.pim.cli.erb.TemplateRenderer;
import io.pim.model.config.ConfigFolders;
import io.pim.model.config.ConfigProblems;
import io.pim.model.config.Problem;
import io.pim.model.config.Problems;
import io.pim.model.config.Settings;
import io.pim.model.iso.IsoCatalog;
import io.pim.model.profile.ConfigFiles;
import io.pim.model.profile.Profile;
import io.pim.model.profile.Profiles;
import io.pim.model.profile.Targets;
import io.pim.model.unit.Architecture;
import java.util.ArrayList;
import java.util.List;

/** Finds every mistake in configuration folders, without planning a build. */
public final class ConfigCheck {
  private final ConfigFolders folders;
  private final TemplateRenderer renderer;
  private final Problems problems = new Problems();

  private ConfigCheck(ConfigFolders folders, TemplateRenderer renderer) {
    this.folders = folders;
    this.renderer = renderer;
  }

  /** All problems, each once: first settings, then catalog, targets and profiles. */
  public static List<Problem> run(ConfigFolders folders, TemplateRenderer renderer) {
    ConfigCheck check = new ConfigCheck(folders, renderer);
    check.all();
    return check.problems.list();
  }

  private void all() {
    Settings.check(folders, problems);
    IsoCatalog catalog = IsoCatalog.read(folders, problems);
    Targets.read(folders, problems).check(problems);
    Profiles profiles = Profiles.read(folders, problems);
    profiles.check(problems);
    boolean catalogIsWhole = problems.isEmpty();
    for (String name : profiles.choices()) {
      collecting(() -> texts(profiles.get(name)));
      if (catalogIsWhole) {
        collecting(() -> isos(catalog, profiles.get(name)));
      }
    }
  }

  private void texts(Profile profile) {
    new TextGatherer(new ConfigFiles(folders), renderer, problems).gather(profile);
  }

  /**
   * Checks that there are ISOs: for each architecture that a profile lists, or for any if it lists
   * none.
   */
  private void isos(IsoCatalog catalog, Profile profile) {
    List<Problem> missing = new ArrayList<>();
    for (Architecture architecture : profile.architectures()) {
      try {
        ChecksumLists.requireChecksum(catalog.choose(profile, architecture));
      } catch (ConfigProblems none) {
        missing.addAll(none.problems());
      }
    }
    boolean listed = profile.settings().get("architectures").isPresent();
    if (listed) {
      profile.architectures().forEach(a -> collecting(() -> profile.requireFirmwareFor(a)));
    }
    if (listed || missing.size() == profile.architectures().size()) {
      missing.forEach(problems::add);
    }
  }

  private void collecting(Runnable check) {
    try {
      check.run();
    } catch (ConfigProblems found) {
      found.problems().forEach(problems::add);
    }
  }
}
