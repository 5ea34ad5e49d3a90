package io.pim.host.deploy.proxmox;

import io.pim.host.deploy.DeployContext;
import io.pim.model.unit.Sha256;
import io.pim.tools.proxmox.UploadFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The files that a deployment uploads: the image and its UEFI variables.
 *
 * @param variables empty with BIOS
 */
record UploadFiles(UploadFile image, Optional<UploadFile> variables) {
  static UploadFiles of(DeployContext context, ImageForUpload images)
      throws IOException, InterruptedException {
    ImageForUpload.Whole whole = images.of(context);
    UploadFile image =
        new UploadFile(
            whole.path(),
            ProxmoxNames.upload(context.id(), whole.sha256(), context.plan().image().format()),
            whole.size(),
            whole.sha256());
    Optional<UploadFile> variables = Optional.empty();
    if (context.uefiVariables().isPresent()) {
      Path file = context.uefiVariables().get();
      Sha256 own = Sha256.ofFile(file);
      variables =
          Optional.of(
              new UploadFile(
                  file, ProxmoxNames.upload(context.id(), own, "raw"), Files.size(file), own));
    }
    return new UploadFiles(image, variables);
  }

  List<UploadFile> all() {
    List<UploadFile> all = new ArrayList<>(List.of(image));
    variables.ifPresent(all::add);
    return all;
  }
}
