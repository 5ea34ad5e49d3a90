package io.pim.activities.install;

import io.pim.activities.step.StepRunner;
import io.pim.host.build.StepContext;
import io.pim.host.iso.IsoFetcher;
import io.pim.host.machine.BuildMachines;
import io.pim.host.machine.Phase;
import io.pim.model.files.Names;
import io.pim.model.files.PimFolders;
import io.pim.model.plan.IsoSource;
import io.pim.model.plan.Plan;
import io.pim.model.unit.ByteSize;
import io.pim.tools.fetch.FetchProgress;
import io.pim.tools.iso9660.InstallerFiles;
import io.pim.workflows.activity.InstallActivities;
import io.pim.workflows.activity.StepNote;
import io.pim.workflows.activity.StepRef;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** Fetches the ISO, creates the disk, and runs the installer on it. */
public final class InstallActivitiesImpl implements InstallActivities {
  private final StepRunner runner;
  private final PimFolders folders;
  private final IsoFetcher fetcher;
  private final BuildMachines machines;
  private final Installation installation;

  public InstallActivitiesImpl(
      StepRunner runner,
      PimFolders folders,
      IsoFetcher fetcher,
      BuildMachines machines,
      Installation installation) {
    this.runner = runner;
    this.folders = folders;
    this.fetcher = fetcher;
    this.machines = machines;
    this.installation = installation;
  }

  @Override
  public StepNote fetchIso(StepRef ref) {
    return runner.run(
        ref,
        step -> {
          IsoSource source = step.build().plan().iso();
          Path iso = fetcher.fetch(source, new Reported(step));
          // Checks for an installer on the ISO before the disk is made.
          installerFiles(step, iso);
          step.say("ISO " + iso);
          return new StepNote(source.fileName() + ", " + new ByteSize(Files.size(iso)).rounded());
        });
  }

  private record Reported(StepContext step) implements FetchProgress {
    @Override
    public void at(FetchProgress.Phase phase, long done, long of) {
      double fraction = of > 0 ? (double) done / of : -1;
      step.fraction(fraction, phase.name().toLowerCase(Locale.ROOT));
    }

    @Override
    public void passedOver(String line) {
      step.say("not from " + line);
    }
  }

  private InstallerFiles installerFiles(StepContext step, Path iso) throws IOException {
    Plan plan = step.build().plan();
    return InstallerFiles.of(iso, folders.bootFiles(plan.iso().digest(), plan.architecture()));
  }

  @Override
  public StepNote createDisk(StepRef ref) {
    return runner.run(
        ref,
        step -> {
          if (machines.join(Phase.INSTALL.of(step.build())).isEmpty()) {
            installation.makeEmptyDisk(step.build());
          }
          return new StepNote(step.build().plan().machine().diskSize().toString());
        });
  }

  @Override
  public StepNote install(StepRef ref) {
    return runner.run(
        ref,
        step -> {
          Path iso = Names.inside(folders.isos(), step.build().plan().iso().fileName());
          return installation.run(step, iso, installerFiles(step, iso));
        });
  }
}
