package io.pim.cli.deploy;

import io.pim.cli.output.Complaint;
import io.pim.cli.output.ExitStatus;
import io.pim.cli.shell.CliContext;
import io.pim.cli.temporal.ThisHost;
import io.pim.model.deploy.DeployedImage;
import io.pim.model.files.DeploymentId;
import io.pim.model.registry.DeploymentEntry;
import io.pim.model.registry.Deployments;
import io.pim.model.registry.ImageEntry;
import io.pim.model.registry.Registry;
import io.pim.model.unit.Architecture;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The recorded deployments of one profile and architecture on one target.
 *
 * @param newestFirst at least one
 */
record DeployedLine(CliContext context, List<DeploymentEntry> newestFirst) {
  DeployedLine {
    newestFirst = List.copyOf(newestFirst);
  }

  /**
   * The deployments of a profile on a target.
   *
   * @param architecture needed only if several have deployments
   */
  static DeployedLine of(
      CliContext context, String target, String profile, Optional<Architecture> architecture)
      throws IOException {
    List<DeploymentEntry> found =
        new Deployments(context.folders())
            .list().stream()
                .filter(entry -> entry.target().equals(target) && entry.profile().equals(profile))
                .filter(entry -> architecture.map(a -> a == entry.architecture()).orElse(true))
                .toList();
    if (found.isEmpty()) {
      throw Complaint.of(
              ExitStatus.USAGE, "Nothing of profile " + profile + " is deployed on " + target + ".")
          .at(context.folders().registry())
          .advise("See what is deployed: pim target list")
          .failure();
    }
    if (found.stream().map(DeploymentEntry::architecture).distinct().count() > 1) {
      throw Complaint.of(
              ExitStatus.USAGE,
              "Images of several architectures of profile "
                  + profile
                  + " are deployed on "
                  + target
                  + ".")
          .advise("Choose one with --arch.")
          .failure();
    }
    return new DeployedLine(context, found);
  }

  DeploymentEntry newest() {
    return newestFirst.get(0);
  }

  /** The deployment that users of the target get. */
  Optional<DeploymentEntry> current() {
    return newestFirst.stream().filter(DeploymentEntry::isCurrent).findFirst();
  }

  /** The deployment to switch back to: the one that the current one replaced. */
  DeploymentEntry before() {
    Optional<DeploymentEntry> current = current();
    Optional<DeploymentId> replaced = current.flatMap(DeploymentEntry::previous);
    return kept(replaced)
        .or(() -> newestFirst.stream().filter(entry -> isOlder(entry, current)).findFirst())
        .orElseThrow(
            () ->
                Complaint.of(
                        ExitStatus.FAILED,
                        "There is no earlier deployment of "
                            + newest().profile()
                            + " on "
                            + newest().target()
                            + " to switch back to.")
                    .because(
                        current.map(entry -> entry.id() + " is the only one there.").orElse(""))
                    .advise("Deploy an older image: pim image list, then pim deploy run IMAGE")
                    .failure());
  }

  /**
   * A kept deployment of this id.
   *
   * @param typed names it
   */
  DeploymentEntry named(String typed) {
    return kept(DeploymentId.tryParse(typed))
        .orElseThrow(
            () ->
                Complaint.of(
                        ExitStatus.USAGE,
                        "'"
                            + typed
                            + "' is no earlier deployment of "
                            + newest().profile()
                            + " on "
                            + newest().target()
                            + ".")
                    .because(
                        "The deployments there: "
                            + newestFirst.stream()
                                .map(
                                    entry ->
                                        entry.id()
                                            + (entry.isCurrent() ? " (the current one)" : ""))
                                .collect(Collectors.joining(", ")))
                    .advise("Name one that is not the current one.")
                    .failure());
  }

  private Optional<DeploymentEntry> kept(Optional<DeploymentId> id) {
    return newestFirst.stream()
        .filter(entry -> !entry.isCurrent() && id.map(entry.id()::equals).orElse(false))
        .findFirst();
  }

  private static boolean isOlder(DeploymentEntry entry, Optional<DeploymentEntry> current) {
    return !entry.isCurrent()
        && current.map(its -> entry.deployed().isBefore(its.deployed())).orElse(true);
  }

  /** The registered image of a deployment. */
  DeployedImage image(DeploymentEntry entry) throws IOException {
    ImageEntry image =
        new Registry(context.folders())
            .list().stream()
                .filter(its -> its.name().equals(entry.image()))
                .findFirst()
                .orElseThrow(
                    () ->
                        Complaint.of(
                                ExitStatus.FAILED,
                                "Image " + entry.image() + " is no longer registered.")
                            .at(context.folders().registry())
                            .because("Deployment " + entry.id() + " was made from it.")
                            .advise(
                                "Import the image again (pim image import), or deploy another one:"
                                    + " pim deploy run IMAGE "
                                    + entry.target())
                            .failure());
    return DeployedImage.of(image, ThisHost.id(context.folders()));
  }
}
