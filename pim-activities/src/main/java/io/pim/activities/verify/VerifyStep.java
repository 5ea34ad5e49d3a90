package io.pim.activities.verify;

import io.pim.host.build.OpenBuild;
import io.pim.host.build.PackageList;
import io.pim.host.build.StepContext;
import io.pim.host.build.VerifiedFacts;
import io.pim.host.layer.Layer;
import io.pim.host.layer.PlanLayers;
import io.pim.host.machine.Phase;
import io.pim.host.trial.Candidate;
import io.pim.host.trial.InstanceTrial;
import io.pim.host.trial.TrialRules;
import io.pim.model.plan.GuestAccess;
import io.pim.workflows.activity.StepNote;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Verifies the finalized disk of a build. Meanwhile its image is made from the same disk and
 * compared with it: {@code PublishStep} publishes no other image.
 */
public final class VerifyStep {
  private final PlanLayers layers;
  private final InstanceTrial trial;

  public VerifyStep(PlanLayers layers, InstanceTrial trial) {
    this.layers = layers;
    this.trial = trial;
  }

  public StepNote run(StepContext step) throws IOException, InterruptedException {
    OpenBuild build = step.build();
    Layer layer = layers.finalized(build);
    Candidate candidate = candidate(step, layer);
    trial.clear(candidate);
    Path file = build.folder().verifiedFacts();
    VerifiedFacts wanted = new VerifiedFacts(layer.identity(), step.step().inputs());
    Path list = build.folder().packages();
    if (VerifiedFacts.read(file).equals(Optional.of(wanted)) && Files.exists(list)) {
      step.say("verified already");
      return note(new PackageList(PackageList.read(list)));
    }
    Files.deleteIfExists(file);
    PackageList packages = trial.run(candidate);
    packages.write(list);
    wanted.write(file);
    return note(packages);
  }

  private static StepNote note(PackageList packages) {
    return new StepNote(packages.versions().size() + " packages");
  }

  private static Candidate candidate(StepContext step, Layer layer) {
    OpenBuild build = step.build();
    GuestAccess access = build.plan().access();
    return new Candidate(
        Phase.VERIFY.of(build),
        build.plan().machine(),
        layer.disk(),
        Candidate.Kind.LAYER,
        layer.uefiVariables(),
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
}
