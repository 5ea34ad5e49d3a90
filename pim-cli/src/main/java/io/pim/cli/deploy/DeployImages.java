package io.pim.cli.deploy;

import io.pim.cli.output.Complaint;
import io.pim.cli.output.ExitStatus;
import io.pim.cli.shell.CliContext;
import io.pim.cli.shell.ImageChoice;
import io.pim.cli.temporal.ThisHost;
import io.pim.model.deploy.DeployedImage;
import io.pim.model.files.BuildId;
import io.pim.model.registry.ImageEntry;
import io.pim.model.unit.Architecture;
import java.io.IOException;
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
          .advise("Omit --arch, or name another image.")
          .failure();
    }
    return DeployedImage.of(entry, ThisHost.id(context.folders()));
  }
}
