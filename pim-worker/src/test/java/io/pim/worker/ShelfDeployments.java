package io.pim.worker;

import io.pim.model.deploy.DeployAct;
import io.pim.model.deploy.DeployPlan;
import io.pim.model.deploy.DeploySecrets;
import io.pim.model.deploy.DeployedImage;
import io.pim.model.files.BuildId;
import io.pim.model.files.DeploymentId;
import io.pim.model.files.PimFolders;
import io.pim.model.json.Json;
import io.pim.model.plan.StepKey;
import io.pim.model.registry.ImageEntry;
import io.pim.model.registry.Registry;
import io.pim.model.secret.Sealer;
import io.pim.model.unit.Architecture;
import io.pim.model.unit.Firmware;
import io.pim.model.unit.Sha256;
import io.pim.workflows.message.DeployRequest;
import io.pim.workflows.message.OnFailure;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * Deployments to a folder, one per day, each with its own image.
 *
 * @param imageBytes the size of the images
 */
record ShelfDeployments(PimFolders folders, Path shelf, String host, int imageBytes) {
  static final String SECRET = "correct horse battery";

  static DeploymentId id(int day) {
    return DeploymentId.startedAt(
        "web",
        Architecture.X86_64,
        "shelf",
        Instant.parse("2026-11-01T10:00:00Z").plusSeconds(86_400L * day));
  }

  private DeployedImage image(int day) throws IOException {
    BuildId build =
        BuildId.startedAt(
            "web",
            Architecture.X86_64,
            Instant.parse("2026-10-01T10:00:00Z").plusSeconds(86_400L * day));
    Path file = folders.image(build.text());
    Files.createDirectories(file.getParent());
    ByteBuffer bytes = ByteBuffer.allocate(imageBytes);
    bytes.putInt(0x514649fb).putInt(2).putInt(20, 16).putLong(24, 1 << 20);
    for (int i = 65_536; i < bytes.capacity(); i += 512) {
      bytes.putInt(i, i * 31 + day);
    }
    Files.write(file, bytes.array());
    Files.writeString(folders.imageManifest(build.text()), "{}");
    ImageEntry entry =
        new ImageEntry(
            build.text(),
            "web",
            Architecture.X86_64,
            file,
            "qcow2",
            imageBytes,
            Sha256.ofFile(file),
            build,
            build.time().orElseThrow(),
            new StepKey(Sha256.ofText("key " + day)),
            Firmware.BIOS,
            folders.imageManifest(build.text()),
            Optional.empty(),
            Optional.of(host));
    new Registry(folders).register(entry);
    return DeployedImage.of(entry, host);
  }

  DeployRequest request(int day) throws IOException {
    DeployPlan plan =
        DeployPlan.of(
            DeployAct.DEPLOY,
            "shelf",
            "directory",
            Map.of("type", "directory", "path", shelf.toString()),
            image(day),
            Optional.empty(),
            2,
            false);
    byte[] secrets = Json.mapper().writeValueAsBytes(new DeploySecrets(Map.of("password", SECRET)));
    return new DeployRequest(
        id(day),
        plan,
        Sealer.withKeyFile(folders.sealKey()).seal(secrets, DeployRequest.bound(id(day), plan)),
        OnFailure.HOLD);
  }
}
