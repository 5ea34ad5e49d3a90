package io.pim.cli.plan;

import io.pim.cli.erb.TemplateRenderer;
import io.pim.model.config.BuildSettings;
import io.pim.model.config.ConfigFolders;
import io.pim.model.config.ConfigProblems;
import io.pim.model.config.Problems;
import io.pim.model.config.Settings;
import io.pim.model.config.WorkerSettings;
import io.pim.model.iso.IsoCatalog;
import io.pim.model.iso.IsoEntry;
import io.pim.model.plan.GuestAccess;
import io.pim.model.plan.IsoSource;
import io.pim.model.plan.MachineSpec;
import io.pim.model.plan.Plan;
import io.pim.model.plan.PlanContents;
import io.pim.model.profile.ConfigFile;
import io.pim.model.profile.ConfigFiles;
import io.pim.model.profile.FieldChanges;
import io.pim.model.profile.Profile;
import io.pim.model.profile.Profiles;
import io.pim.model.secret.Sealer;
import io.pim.model.unit.Architecture;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Makes plans from configuration folders. */
public final class Planner {
  private final ConfigFolders folders;
  private final TemplateRenderer renderer;
  private final ChecksumLists checksums;
  private final Sealer sealer;
  private final PlanHost host;
  private final PlanSteps steps;

  /**
   * A planner.
   *
   * @param sealer measures the sealed size of a plan's contents, and makes fingerprints of them
   * @param finalizeScript the text of PIM's own finalize step, an input of its key
   */
  public Planner(
      ConfigFolders folders,
      TemplateRenderer renderer,
      ChecksumLists checksums,
      Sealer sealer,
      PlanHost host,
      String finalizeScript) {
    this.folders = folders;
    this.renderer = renderer;
    this.checksums = checksums;
    this.sealer = sealer;
    this.host = host;
    this.steps = new PlanSteps(finalizeScript, sealer);
  }

  /**
   * Plans the build of a profile.
   *
   * @param architecture empty for the host's own if the profile supports it, else the profile's
   *     only one
   * @throws ConfigProblems with every mistake that prevents the plan
   */
  public PlannedBuild plan(String profileName, Optional<Architecture> architecture) {
    return plan(profileName, architecture, FieldChanges.NONE);
  }

  /**
   * Plans the build of a profile with fields that are set for this plan.
   *
   * @throws ConfigProblems with every mistake that prevents the plan
   */
  public PlannedBuild plan(
      String profileName, Optional<Architecture> architecture, FieldChanges changes) {
    Settings settings = Settings.read(folders);
    Problems problems = new Problems();
    Profiles profiles = Profiles.read(folders, problems);
    IsoCatalog catalog = IsoCatalog.read(folders, problems);
    problems.throwIfAny();
    Profile profile = profiles.get(profileName, changes);
    Architecture chosen = new ArchitectureChoice(host.architecture()).of(profile, architecture);
    profile.requireFirmwareFor(chosen);

    Optional<IsoSource> iso = iso(catalog, profile, chosen, problems);
    PlanTexts texts =
        new TextGatherer(new ConfigFiles(folders), renderer, problems).gather(profile);
    problems.throwIfAny();

    Plan plan = plan(profile, settings, chosen, iso.orElseThrow(), texts);
    PlanContents contents = contents(profile, texts);
    new ContentsSize(sealer).check(plan, contents, texts);
    return new PlannedBuild(plan, contents, changes);
  }

  /**
   * All architectures to build a profile for: those that it lists, else those with an ISO in the
   * catalog.
   *
   * @throws ConfigProblems when there is no such profile, or with every mistake in it
   */
  public List<Architecture> architectures(String profileName, FieldChanges changes) {
    Problems problems = new Problems();
    Profiles profiles = Profiles.read(folders, problems);
    IsoCatalog catalog = IsoCatalog.read(folders, problems);
    problems.throwIfAny();
    Profile profile = profiles.get(profileName, changes);
    List<Architecture> all = profile.architectures();
    if (profile.settings().get("architectures").isPresent()) {
      return all;
    }
    List<Architecture> withIso = all.stream().filter(a -> hasIso(catalog, profile, a)).toList();
    // Without any ISO, the plan itself reports what is missing.
    return withIso.isEmpty() ? all : withIso;
  }

  private static boolean hasIso(IsoCatalog catalog, Profile profile, Architecture architecture) {
    try {
      catalog.choose(profile, architecture);
      return true;
    } catch (ConfigProblems none) {
      return false;
    }
  }

  private Optional<IsoSource> iso(
      IsoCatalog catalog, Profile profile, Architecture architecture, Problems problems) {
    try {
      IsoEntry entry = catalog.choose(profile, architecture);
      return Optional.of(
          new IsoSource(entry.key(), entry.fileName(), entry.urls(), checksums.of(entry)));
    } catch (ConfigProblems none) {
      none.problems().forEach(problems::add);
      return Optional.empty();
    }
  }

  private Plan plan(
      Profile profile,
      Settings settings,
      Architecture architecture,
      IsoSource iso,
      PlanTexts texts) {
    BuildSettings build = settings.build();
    MachineSpec machine = profile.machine(architecture, build);
    StepChain chain = steps.of(profile, machine, profile.compression(settings.image()), iso, texts);
    GuestAccess access =
        new GuestAccess(
            build.ssh().user().orElseGet(profile::username),
            build.ssh().timeout(),
            build.ssh().pollInterval());
    return new Plan(
        Plan.FORMAT,
        profile.name(),
        machine,
        iso,
        access,
        build.limits(),
        builder(build.builders().get(architecture), settings.worker()),
        chain.lastKey(),
        chain.steps());
  }

  private String builder(String setting, WorkerSettings worker) {
    return setting.equals(BuildSettings.LOCAL) ? worker.hostId().orElseGet(host.id()) : setting;
  }

  private static PlanContents contents(Profile profile, PlanTexts texts) {
    Map<String, String> scripts = new LinkedHashMap<>();
    texts.filesScript().ifPresent(script -> scripts.put(FilesScript.STEP, script));
    texts.scripts().forEach((name, file) -> scripts.put("script:" + name, file.text()));
    return new PlanContents(
        texts.preseed(),
        texts.installScript().map(ConfigFile::text),
        scripts,
        texts.verification().map(ConfigFile::text),
        profile.password(),
        profile.secrets());
  }
}
