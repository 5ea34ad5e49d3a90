package io.pim.cli.plan;

import io.pim.cli.erb.TemplateRenderer;
import io.pim.model.config.ConfigProblems;
import io.pim.model.config.Problem;
import io.pim.model.config.Problems;
import io.pim.model.plan.PlanContents;
import io.pim.model.profile.ConfigFile;
import io.pim.model.profile.ConfigFiles;
import io.pim.model.profile.FileKind;
import io.pim.model.profile.GuestFileReader;
import io.pim.model.profile.GuestFiles;
import io.pim.model.profile.Profile;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Finds all texts of a profile's plan, and renders its preseed. */
final class TextGatherer {
  private static final String INSTALL_URL = "install_url";

  private final ConfigFiles files;
  private final TemplateRenderer renderer;
  private final Problems problems;

  TextGatherer(ConfigFiles files, TemplateRenderer renderer, Problems problems) {
    this.files = files;
    this.renderer = renderer;
    this.problems = problems;
  }

  /** The texts; missing, unreadable or wrong ones have been added to the problems. */
  PlanTexts gather(Profile profile) {
    Optional<ConfigFile> install = find(FileKind.INSTALL, profile);
    if (profile.fileName(FileKind.INSTALL).isPresent() && isMissing(FileKind.INSTALL, profile)) {
      problems.add(missing(FileKind.INSTALL, profile));
    }
    Optional<ConfigFile> template = find(FileKind.PRESEED, profile);
    Optional<GuestFiles> laid = new GuestFileReader(files.folders(), problems).of(profile.name());
    Map<String, ConfigFile> scripts = new PlanScripts(files, problems).of(profile);
    Optional<ConfigFile> verification = find(FileKind.VERIFICATION, profile);
    if (template.isEmpty() && isMissing(FileKind.PRESEED, profile)) {
      problems.add(missing(FileKind.PRESEED, profile));
    }
    String preseed = template.map(found -> render(found, profile)).orElse("");
    if (install.isEmpty()
        && isMissing(FileKind.INSTALL, profile)
        && preseed.contains(PlanContents.INSTALL_URL)) {
      Problem missing = missing(FileKind.INSTALL, profile);
      problems.add(
          Problem.of(template.orElseThrow().shown(), "uses install_url, but " + missing.rule())
              .advise(missing.advice()));
    }
    return new PlanTexts(preseed, install, laid, scripts, verification);
  }

  /** Whether no such file exists; an unusable file is another problem. */
  private boolean isMissing(FileKind kind, Profile profile) {
    try {
      return file(kind, profile).isEmpty();
    } catch (ConfigProblems unreadable) {
      return false;
    }
  }

  private Optional<ConfigFile> find(FileKind kind, Profile profile) {
    try {
      return file(kind, profile);
    } catch (ConfigProblems unreadable) {
      unreadable.problems().forEach(problems::add);
      return Optional.empty();
    }
  }

  /** A file that the profile names must exist; {@code default} does not replace it. */
  private Optional<ConfigFile> file(FileKind kind, Profile profile) {
    Optional<String> named = profile.fileName(kind);
    return named.isPresent() ? files.named(kind, named.get()) : files.find(kind, profile.name());
  }

  private Problem missing(FileKind kind, Profile profile) {
    return profile
        .fileName(kind)
        .map(name -> files.missingNamed(kind, name).in(profile.fileNameOrigin(kind)))
        .orElseGet(() -> files.missing(kind, profile.name()));
  }

  private String render(ConfigFile template, Profile profile) {
    Map<String, Object> variables = new LinkedHashMap<>(profile.variables());
    variables.put(INSTALL_URL, PlanContents.INSTALL_URL);
    try {
      return renderer.render(template, variables, profile.secrets()).text();
    } catch (ConfigProblems broken) {
      broken.problems().forEach(problems::add);
      return "";
    }
  }
}
