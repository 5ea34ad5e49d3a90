package io.pim.host.deploy.libvirt;

import io.pim.host.deploy.DeployContext;
import io.pim.host.deploy.file.DeploymentDescription;
import io.pim.host.deploy.file.UploadedFile;
import io.pim.model.files.DeploymentId;
import io.pim.model.files.PrivateFolders;
import io.pim.model.target.LibvirtTarget;
import io.pim.tools.libvirt.StoragePool;
import io.pim.tools.qemu.QemuImg;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Makes the volumes of a deployment beside its image. Its description comes last. */
final class PoolDeployment {
  private final LibvirtTarget settings;
  private final StoragePool pool;
  private final DeployedDomains domains;
  private final QemuImg qemuImg;

  PoolDeployment(
      LibvirtTarget settings, StoragePool pool, DeployedDomains domains, QemuImg qemuImg) {
    this.settings = settings;
    this.pool = pool;
    this.domains = domains;
    this.qemuImg = qemuImg;
  }

  /** The volume that users of the target name. */
  String place(DeploymentId id) {
    return VolumeName.image(settings.format()).of(id);
  }

  void make(DeployContext context, OwnVolumes own, UploadedFile uploaded)
      throws IOException, InterruptedException {
    DeploymentId id = context.id();
    if (context.uefiVariables().isPresent()) {
      put(own, VolumeName.UEFI_VARIABLES, id, context.uefiVariables().get());
    }
    if (settings.domain()) {
      makeDomain(context, own);
    }
    Path folder = context.folder().work();
    PrivateFolders.create(folder);
    Path text = folder.resolve("description.json");
    Files.deleteIfExists(text);
    PrivateFolders.write(
        text,
        new String(
            DeploymentDescription.text(context, place(id), uploaded), StandardCharsets.UTF_8));
    put(own, VolumeName.DESCRIPTION, id, text);
  }

  private void makeDomain(DeployContext context, OwnVolumes own)
      throws IOException, InterruptedException {
    if (domains.isThere(context.id())) {
      return;
    }
    if (context.uefiVariables().isPresent()) {
      put(own, VolumeName.NVRAM, context.id(), context.uefiVariables().get());
    }
    domains.define(context, own, qemuImg.info(context.image()).virtualBytes());
  }

  /** Replaces an existing volume, because it may be incomplete. */
  private void put(OwnVolumes own, VolumeName name, DeploymentId id, Path file)
      throws IOException, InterruptedException {
    if (own.has(name, id)) {
      pool.delete(name.of(id));
    }
    pool.create(name.of(id), Files.size(file));
    pool.upload(name.of(id), file, done -> {});
  }
}
