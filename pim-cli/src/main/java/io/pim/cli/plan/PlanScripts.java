package io.pim.cli.plan;

import io.pim.model.config.ConfigList;
import io.pim.model.config.ConfigProblems;
import io.pim.model.config.ConfigValue;
import io.pim.model.config.Origin;
import io.pim.model.config.Problem;
import io.pim.model.config.Problems;
import io.pim.model.profile.ConfigFile;
import io.pim.model.profile.ConfigFiles;
import io.pim.model.profile.FileKind;
import io.pim.model.profile.Profile;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** Finds a profile's provisioning scripts: base first, then the profile's own, finalize last. */
final class PlanScripts {
  static final String BASE = "base";
  static final String FINALIZE = "finalize";

  private final ConfigFiles files;
  private final Problems problems;
  private final Map<String, ConfigFile> found = new LinkedHashMap<>();

  PlanScripts(ConfigFiles files, Problems problems) {
    this.files = files;
    this.problems = problems;
  }

  /** The scripts by name, in the order in which they run. */
  Map<String, ConfigFile> of(Profile profile) {
    found.clear();
    addIfPresent(BASE);
    profile
        .scripts()
        .ifPresentOrElse(names -> addListed(profile, names), () -> addByProfileName(profile));
    ConfigFile last = found.remove(FINALIZE);
    if (last != null) {
      found.put(FINALIZE, last);
    } else {
      addIfPresent(FINALIZE);
    }
    return new LinkedHashMap<>(found);
  }

  private void addIfPresent(String name) {
    read(() -> files.named(FileKind.SCRIPT, name)).ifPresent(file -> found.put(name, file));
  }

  private void addByProfileName(Profile profile) {
    read(() -> files.find(FileKind.SCRIPT, profile.name()))
        .ifPresent(file -> found.put(nameOf(file), file));
  }

  /**
   * Adds the listed scripts. Profiles of the Ruby PIM list base and finalize as well; those keep
   * their positions.
   */
  private void addListed(Profile profile, List<String> names) {
    for (int i = 0; i < names.size(); i++) {
      String name = names.get(i);
      Origin place = place(profile, i);
      if (names.indexOf(name) < i) {
        problems.add(Problem.at(place, "lists the script '" + name + "' twice", ""));
        continue;
      }
      int before = problems.list().size();
      Optional<ConfigFile> file = read(() -> files.named(FileKind.SCRIPT, name));
      file.ifPresent(script -> found.put(name, script));
      if (file.isEmpty() && problems.list().size() == before) {
        missing(place, name);
      }
    }
  }

  private void missing(Origin place, String name) {
    Problem missing = files.missingNamed(FileKind.SCRIPT, name);
    problems.add(Problem.at(place, missing.rule(), "").advise(missing.advice()));
  }

  private Optional<ConfigFile> read(Supplier<Optional<ConfigFile>> reader) {
    try {
      return reader.get();
    } catch (ConfigProblems unreadable) {
      unreadable.problems().forEach(problems::add);
      return Optional.empty();
    }
  }

  private static Origin place(Profile profile, int index) {
    ConfigValue list = profile.settings().get("scripts").orElseThrow();
    return list instanceof ConfigList items ? items.items().get(index).origin() : list.origin();
  }

  private static String nameOf(ConfigFile file) {
    String name = file.path().getFileName().toString();
    return name.substring(0, name.length() - FileKind.SCRIPT.suffix().length());
  }
}
