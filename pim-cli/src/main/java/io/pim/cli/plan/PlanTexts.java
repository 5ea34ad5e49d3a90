package io.pim.cli.plan;

import io.pim.model.profile.ConfigFile;
import io.pim.model.profile.GuestFiles;
import java.util.Map;
import java.util.Optional;

/**
 * All texts of a plan.
 *
 * @param preseed rendered
 * @param files the files laid into the guest before the scripts
 * @param scripts by name, in the order in which they run
 */
record PlanTexts(
    String preseed,
    Optional<ConfigFile> installScript,
    Optional<GuestFiles> files,
    Map<String, ConfigFile> scripts,
    Optional<ConfigFile> verification) {
  /** The script that lays the files. */
  Optional<String> filesScript() {
    return files.map(FilesScript::of);
  }
}
