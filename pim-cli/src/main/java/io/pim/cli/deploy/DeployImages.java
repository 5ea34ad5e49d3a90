package io.pim.cli.deploy;

import io.pim.cli.output.Complaint;
import io.pim.cli.output.ExitStatus;
import io.pim.cli.shell.CliContext;
import io.pim.cli.shell.ImageChoice;
import io.pim.cli.temporal.ThisHost;
import io.pim.model.deploy.DeployedImage;
import io.pim.model.files.BuildId;
import io.pim.model.registry.ImageEntry;
import io.pim.model.target.Target;
import io.pim.model.unit.Architecture;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Finds the image to deploy. */
record DeployImages(CliContext context) {
  /** The image with this name; else the newest of this profile, of the architecture if given. */
  DeployedImage meant(String name, Optional<Architecture> architecture) throws IOException {
    ImageChoice choice = ImageChoice.of(context.folders());
    boolean isImage = choice.all().stream().anyMatch(image -> image.name().equals(name));
    ImageEntry entry =
        choice.meant(
            isImage ? name : architecture.map(a -> BuildId.workflowId(name, a)).orElse(name));
    if (architecture.filter(a -> a != entry.architecture()).isPresent()) {
      throw Complaint.of(
              ExitStatus.USAGE, "Image " + entry.name() + " is for " + entry.architecture() + ".")
          .advise("Leave --arch, or name another image.")
          .failure();
    }
    return DeployedImage.of(entry, ThisHost.id(context.folders()));
  }

  /** Refuses an image of an architecture that the target does not take. */
  static void requireTaken(DeployedImage image, Target target) {
    List<Architecture> taken = target.settings().common().architectures();
    if (!taken.contains(image.architecture())) {
      throw Complaint.of(
              ExitStatus.USAGE,
              "Target "
                  + target.name()
                  + " takes images for "
                  + String.join(", ", taken.stream().map(Architecture::id).toList())
                  + " only.")
          .at(target.tree().origin())
          .because("Image " + image.name() + " is for " + image.architecture() + ".")
          .advise("Deploy another image, or change the target's architectures.")
          .failure();
    }
  }
}
