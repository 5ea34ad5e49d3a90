package io.pim.activities.verify;

import io.pim.host.build.OpenBuild;
import io.pim.host.build.PackageList;
import io.pim.host.build.StepContext;
import io.pim.host.machine.Phase;
import io.pim.host.trial.Candidate;
import io.pim.host.trial.InstanceTrial;
import io.pim.host.trial.TrialRules;
import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
import io.pim.model.files.PimFolders;
import io.pim.model.plan.GuestAccess;
import io.pim.workflows.activity.StepNote;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Verifies the flattened image of a build before it gets its name. */
public final class VerifyStep {
  private final PimFolders folders;
  private final InstanceTrial trial;

  public VerifyStep(PimFolders folders, InstanceTrial trial) {
    this.folders = folders;
    this.trial = trial;
  }

  public StepNote run(StepContext step) throws IOException, InterruptedException {
    OpenBuild build = step.build();
    Candidate candidate = candidate(step);
    trial.clear(candidate);
    requireDraft(build);
    PackageList packages = trial.run(candidate);
    packages.write(build.folder().packages());
    return new StepNote(packages.versions().size() + " packages");
  }

  private Candidate candidate(StepContext step) {
    OpenBuild build = step.build();
    GuestAccess access = build.plan().access();
    return new Candidate(
        Phase.VERIFY.of(build),
        build.plan().machine(),
        folders.imageDraft(build.id().text()),
        Optional.of(folders.imageUefiVariables(build.id().text())).filter(Files::exists),
        Optional.of(build.plan().iso()),
        build.plan().imageKey(),
        new TrialRules(
            access.timeout(),
            access.pollInterval(),
            build.plan().limits(),
            build.contents().verification()),
        build.log(),
        step.progress()::line);
  }

  private void requireDraft(OpenBuild build) {
    Path draft = folders.imageDraft(build.id().text());
    if (Files.notExists(draft)) {
      throw BuildFailure.of(FailureKind.LAYER_DAMAGED, "The flattened image is gone.")
          .where(draft)
          .why("Somebody removed it, or the power failed before it had reached the disk.")
          .todo("Nothing: PIM flattens again.")
          .build();
    }
  }
}
