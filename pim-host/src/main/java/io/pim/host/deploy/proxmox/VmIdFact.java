package io.pim.host.deploy.proxmox;

import io.pim.host.deploy.DeployContext;
import io.pim.model.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The VM id that a deployment takes on a node, written before the VM is made: until its task has
 * ended, a VM has neither name nor notes.
 */
record VmIdFact(int vmid) {
  /** What the VM is for. */
  enum Use {
    TEMPLATE,
    TRIAL
  }

  static void write(DeployContext context, Use use, String node, int vmid) throws IOException {
    Json.write(file(context, use, node), new VmIdFact(vmid));
  }

  static Optional<Integer> read(DeployContext context, Use use, String node) throws IOException {
    Path file = file(context, use, node);
    return Files.exists(file)
        ? Optional.of(Json.read(file, VmIdFact.class).vmid())
        : Optional.empty();
  }

  private static Path file(DeployContext context, Use use, String node) {
    return context.folder().facts((use == Use.TEMPLATE ? "vm-" : "try-") + node);
  }
}
