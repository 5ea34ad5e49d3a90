package io.pim.host.deploy.proxmox;

import io.pim.host.deploy.DeployContext;
import io.pim.model.deploy.DeployedImage;
import io.pim.model.target.ProxmoxTarget;
import io.pim.model.unit.Architecture;
import io.pim.model.unit.Firmware;
import io.pim.tools.proxmox.Parameters;
import io.pim.tools.proxmox.UploadFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The options of a new template. */
final class TemplateOptions {
  /** What the web interface chooses; the API's own default is a processor of 2004. */
  private static final String USUAL_CPU = "x86-64-v2-AES";

  private static final long MEBIBYTE = 1L << 20;

  private final ProxmoxTarget target;
  private final ProxmoxNames names;

  TemplateOptions(ProxmoxTarget target, ProxmoxNames names) {
    this.target = target;
    this.names = names;
  }

  Parameters of(DeployContext context, Placement place, int vmid, Inbox.Contents files) {
    DeployedImage image = context.plan().image();
    boolean arm = image.architecture() == Architecture.ARM64;
    boolean uefi = image.firmware() == Firmware.UEFI;
    Parameters options =
        new Parameters()
            .with("name", names.aside(context.id()))
            .with("description", VmNotes.of(context.id(), vmid, image))
            .with("tags", tags())
            .with("ostype", "l26")
            .with("memory", target.memory().bytes() / MEBIBYTE)
            .with("cores", target.cores())
            .with("cpu", arm ? target.cpu() : Optional.of(target.cpu().orElse(USUAL_CPU)))
            .with("scsihw", "virtio-scsi-single")
            .with("scsi0", disk(place, files.image()) + ",discard=on,iothread=1")
            // The board of arm64 has no IDE.
            .with(arm ? "scsi1" : "ide2", place.storage().id() + ":cloudinit")
            .with("net0", network())
            .with("serial0", "socket")
            .with("agent", "enabled=1")
            .with("boot", "order=scsi0")
            // Else every clone upgrades itself at its first boot.
            .with("ciupgrade", false)
            .with("pool", target.pool());
    if (uefi) {
      options.with("bios", "ovmf").with("efidisk0", variables(place, files.variables()));
      options.with("machine", arm ? Optional.empty() : Optional.of("q35"));
    }
    return options;
  }

  private String tags() {
    List<String> tags = new ArrayList<>(List.of(ProxmoxNames.TAG));
    tags.addAll(target.tags());
    return String.join(",", tags);
  }

  private String disk(Placement place, UploadFile image) {
    // Only a storage with files has a choice of formats.
    String format =
        place.storage().hasFiles()
            ? target.format().map(its -> ",format=" + its.id()).orElse("")
            : "";
    return place.storage().id() + ":0,import-from=" + Inbox.volid(place, image) + format;
  }

  private static String variables(Placement place, Optional<UploadFile> variables) {
    String volume =
        variables
            .map(file -> ":0,import-from=" + Inbox.volid(place, file))
            // The number means nothing: Proxmox VE knows the size.
            .orElse(":1");
    return place.storage().id() + volume + ",efitype=4m,pre-enrolled-keys=0";
  }

  private String network() {
    return "virtio,bridge=" + target.bridge() + target.vlan().map(tag -> ",tag=" + tag).orElse("");
  }
}
