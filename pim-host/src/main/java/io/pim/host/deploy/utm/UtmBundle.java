package io.pim.host.deploy.utm;

import io.pim.host.deploy.DeployContext;
import io.pim.host.deploy.folder.TargetFolder;
import io.pim.model.deploy.DeployedImage;
import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
import io.pim.model.files.DeploymentId;
import io.pim.model.target.CloudInitSettings;
import io.pim.model.target.UtmTarget;
import io.pim.model.unit.Firmware;
import io.pim.model.unit.Sha256;
import io.pim.tools.guestserver.NoCloudSeed;
import io.pim.tools.iso9660.SmallIso;
import io.pim.tools.utm.UtmMachine;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.UUID;

/**
 * The files of a deployment's machine beside its disk. Its ids follow from the deployment's id, so
 * that a repeated step makes the same machine.
 */
final class UtmBundle {
  private final UtmTarget settings;

  UtmBundle(UtmTarget settings) {
    this.settings = settings;
  }

  /** Writes everything but the disk. */
  void write(TargetFolder folder, DeployContext context, String name, Path bundle)
      throws IOException, InterruptedException {
    Path data = bundle.resolve(UtmMachine.DATA);
    writeUefiVariables(folder, context, data.resolve(UtmMachine.UEFI_VARIABLES));
    if (settings.cloudInit().isPresent()) {
      byte[] seed = seed(context.id(), name, settings.cloudInit().get());
      folder.write(data.resolve(UtmMachine.SEED_FILE), seed);
    }
    byte[] configuration = machine(context, name).configuration().getBytes(StandardCharsets.UTF_8);
    folder.write(bundle.resolve(UtmMachine.CONFIGURATION), configuration);
  }

  private static void writeUefiVariables(TargetFolder folder, DeployContext context, Path to)
      throws IOException, InterruptedException {
    if (context.plan().image().firmware() != Firmware.UEFI) {
      return;
    }
    if (context.uefiVariables().isEmpty()) {
      throw BuildFailure.of(
              FailureKind.IMAGE_UNAVAILABLE,
              "Image " + context.plan().image().name() + " has no UEFI variables.")
          .where(context.image())
          .why("UTM does not start a UEFI machine without them.")
          .todo("Abort the deployment. Build the image again, or import it with its variables.")
          .build();
    }
    folder.write(to, Files.readAllBytes(context.uefiVariables().get()));
  }

  private UtmMachine machine(DeployContext context, String name) {
    DeploymentId id = context.id();
    DeployedImage image = context.plan().image();
    return new UtmMachine(
        name,
        uuid(id, "machine"),
        "Deployed by PIM as "
            + id
            + ".\nImage "
            + image.name()
            + ", build "
            + image.buildId()
            + ", SHA-256 "
            + image.sha256(),
        image.architecture(),
        image.firmware(),
        settings.memory(),
        settings.cores(),
        network(settings.network()),
        mac(id),
        uuid(id, "disk"),
        settings.cloudInit().map(present -> uuid(id, "seed")));
  }

  private static String network(UtmTarget.Network network) {
    return switch (network) {
      case SHARED -> "Shared";
      case BRIDGED -> "Bridged";
      case HOST -> "Host";
      case EMULATED -> "Emulated";
    };
  }

  private static UUID uuid(DeploymentId id, String what) {
    return UUID.nameUUIDFromBytes((id + " " + what).getBytes(StandardCharsets.UTF_8));
  }

  /** A MAC address in the range of QEMU's own. */
  private static String mac(DeploymentId id) {
    String digits = Sha256.ofText(id + " network").hex();
    return "52:54:00:"
        + digits.substring(0, 2)
        + ":"
        + digits.substring(2, 4)
        + ":"
        + digits.substring(4, 6);
  }

  private static byte[] seed(DeploymentId id, String name, CloudInitSettings settings) {
    NoCloudSeed seed =
        new NoCloudSeed(id.text(), hostname(name), settings.authorizedKeys(), settings.user());
    return SmallIso.of(
        "cidata",
        Map.of(
            "meta-data", seed.metaData().getBytes(StandardCharsets.UTF_8),
            "user-data", seed.userData().getBytes(StandardCharsets.UTF_8)));
  }

  private static String hostname(String name) {
    return name.replaceAll("[^A-Za-z0-9.-]", "-");
  }
}
