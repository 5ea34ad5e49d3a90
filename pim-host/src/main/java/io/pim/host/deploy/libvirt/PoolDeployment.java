package io.pim.host.deploy.libvirt;

import io.pim.host.deploy.DeployContext;
import io.pim.host.deploy.folder.FolderDescription;
import io.pim.host.deploy.folder.UploadedFile;
import io.pim.model.files.DeploymentId;
import io.pim.model.files.PrivateFolders;
import io.pim.model.target.DiskFormat;
import io.pim.tools.libvirt.StoragePool;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Makes the volumes of a deployment beside its image; its description is the last. */
final class PoolDeployment {
  private final StoragePool pool;
  private final DiskFormat format;

  PoolDeployment(StoragePool pool, DiskFormat format) {
    this.pool = pool;
    this.format = format;
  }

  /** The volume that users of the target name. */
  String place(DeploymentId id) {
    return VolumeName.image(format).of(id);
  }

  void make(DeployContext context, OwnVolumes own, UploadedFile uploaded)
      throws IOException, InterruptedException {
    DeploymentId id = context.id();
    if (context.uefiVariables().isPresent()) {
      put(own, VolumeName.UEFI_VARIABLES, id, context.uefiVariables().get());
    }
    Path folder = context.folder().work();
    PrivateFolders.create(folder);
    Path text = folder.resolve("description.json");
    Files.deleteIfExists(text);
    PrivateFolders.write(
        text,
        new String(
            FolderDescription.text(context, place(id), uploaded),
            StandardCharsets.UTF_8));
    put(own, VolumeName.DESCRIPTION, id, text);
  }

  /** What is there already may be cut off. */
  private void put(OwnVolumes own, VolumeName name, DeploymentId id, Path file)
      throws IOException, InterruptedException {
    if (own.has(name, id)) {
      pool.delete(name.of(id));
    }
    pool.create(name.of(id), Files.size(file));
    pool.upload(name.of(id), file, done -> {});
  }
}
