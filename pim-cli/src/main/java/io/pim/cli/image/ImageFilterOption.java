package io.pim.cli.image;

import io.pim.model.registry.DeploymentEntry;
import io.pim.model.registry.ImageEntry;
import io.pim.model.unit.Architecture;
import java.util.Optional;
import picocli.CommandLine.Option;

/** {@code --profile} and {@code --arch}, for commands about several images. */
final class ImageFilterOption {
  @Option(names = "--profile", paramLabel = "PROFILE", description = "Only images of this profile.")
  private String profile;

  @Option(names = "--arch", paramLabel = "ARCH", description = "Only images of this architecture.")
  private Architecture architecture;

  Optional<String> profile() {
    return Optional.ofNullable(profile);
  }

  Optional<Architecture> architecture() {
    return Optional.ofNullable(architecture);
  }

  boolean isEmpty() {
    return profile == null && architecture == null;
  }

  boolean lets(ImageEntry image) {
    return lets(image.profile(), image.architecture());
  }

  boolean lets(DeploymentEntry deployment) {
    return lets(deployment.profile(), deployment.architecture());
  }

  boolean lets(String itsProfile, Architecture itsArchitecture) {
    return (profile == null || itsProfile.equals(profile))
        && (architecture == null || itsArchitecture == architecture);
  }
}
