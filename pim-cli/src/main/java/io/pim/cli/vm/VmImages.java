package io.pim.cli.vm;

import io.pim.cli.output.Complaint;
import io.pim.cli.output.ExitStatus;
import io.pim.host.vm.ImageFinder;
import io.pim.host.vm.VmImage;
import io.pim.model.config.NearestName;
import io.pim.model.files.PimFolders;
import io.pim.model.registry.Registry;
import io.pim.model.unit.Architecture;
import io.pim.model.unit.Firmware;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Finds the image that a person names; an unknown one is a usage error. */
public final class VmImages {
  private final PimFolders folders;
  private final ImageFinder finder;

  public VmImages(PimFolders folders, ImageFinder finder) {
    this.folders = folders;
    this.finder = finder;
  }

  /** Finds the image. A text with a slash, or one that ends in .qcow2, is a file's path. */
  public VmImage require(
      String text, Optional<Architecture> architecture, Optional<Firmware> firmware)
      throws IOException {
    if (text.contains("/") || text.endsWith(".qcow2")) {
      Path file = folders.project().resolve(text);
      if (!Files.isRegularFile(file)) {
        throw Complaint.of(ExitStatus.USAGE, "There is no image file '" + text + "'.")
            .at(file)
            .failure();
      }
      return finder.file(file, architecture, firmware);
    }
    Optional<VmImage> found = finder.registered(text, architecture);
    if (found.isPresent()) {
      if (firmware.filter(asked -> asked != found.get().firmware()).isPresent()) {
        throw Complaint.of(
                ExitStatus.USAGE,
                "Image "
                    + found.get().base().name()
                    + " boots with "
                    + found.get().firmware()
                    + ".")
            .advise("Omit --firmware.")
            .failure();
      }
      return found.get();
    }
    throw unknown(text);
  }

  private RuntimeException unknown(String text) throws IOException {
    List<Architecture> others = finder.architecturesOf(text);
    if (!others.isEmpty()) {
      return Complaint.of(
              ExitStatus.USAGE, "Profile " + text + " has no image of this architecture.")
          .because("It has one of " + others.get(0) + ".")
          .advise("Run it emulated: --arch " + others.get(0))
          .failure();
    }
    List<String> names =
        new Registry(folders)
            .list().stream()
                .flatMap(image -> List.of(image.name(), image.profile()).stream())
                .distinct()
                .toList();
    return Complaint.of(ExitStatus.USAGE, "There is no image '" + text + "'.")
        .at(folders.registry())
        .because(names.isEmpty() ? "No image has been built yet: pim build run PROFILE" : "")
        .advise(NearestName.question(text, names) + "See what there is: pim image list")
        .failure();
  }
}
