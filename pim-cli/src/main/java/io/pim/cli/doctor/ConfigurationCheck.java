package io.pim.cli.doctor;

import io.pim.cli.output.ForPeople;
import io.pim.model.config.ConfigFolders;
import io.pim.model.config.Problems;
import io.pim.model.config.Settings;
import io.pim.model.iso.IsoCatalog;
import io.pim.model.profile.Profiles;
import io.pim.model.profile.Targets;

/**
 * Whether the configuration can be read. Templates are not rendered; pim config check does that.
 */
record ConfigurationCheck(ConfigFolders folders) implements Check {
  @Override
  public String subject() {
    return "Configuration";
  }

  @Override
  public Finding look() {
    Problems problems = new Problems();
    Settings.check(folders, problems);
    Targets.read(folders, problems).check(problems);
    int isos = IsoCatalog.read(folders, problems).entries().size();
    Profiles profiles = Profiles.read(folders, problems);
    profiles.check(problems);
    if (!problems.isEmpty()) {
      int count = problems.list().size();
      String more = count == 1 ? "" : ", and " + (count - 1) + " more";
      return Finding.fail(subject(), problems.list().get(0) + more, "pim config check");
    }
    int count = profiles.choices().size();
    String what = ForPeople.count(count, "profile") + ", " + ForPeople.count(isos, "ISO");
    return count > 0
        ? Finding.ok(subject(), what)
        : Finding.warn(
            subject(), what + " in " + folders.project(), "pim init, or cd to a folder with one");
  }
}
