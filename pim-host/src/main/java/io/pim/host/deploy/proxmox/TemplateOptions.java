package io.pim.host.deploy.proxmox;

import io.pim.host.deploy.DeployContext;
import io.pim.model.deploy.DeployedImage;
import io.pim.model.target.DiskFormat;
import io.pim.model.target.ProxmoxTarget;
import io.pim.model.unit.Architecture;
import io.pim.model.unit.Firmware;
import io.pim.tools.proxmox.Parameters;
import io.pim.tools.proxmox.ProxmoxVersion;
import io.pim.tools.proxmox.UploadFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The options of a new template. */
final class TemplateOptions {
  private static final long MEBIBYTE = 1L << 20;

  /** The rest of the option of the system's disk, after the volume. */
  static final String DISK = ",discard=on,iothread=1";

  /** The rest of the option of the UEFI variables, after the volume. */
  static final String VARIABLES = ",efitype=4m,pre-enrolled-keys=0";

  private final ProxmoxTarget target;
  private final ProxmoxNames names;
  private final ProxmoxVersion version;

  TemplateOptions(ProxmoxTarget target, ProxmoxNames names, ProxmoxVersion version) {
    this.target = target;
    this.names = names;
    this.version = version;
  }

  /** The options of a VM whose disks are imported from uploaded files. */
  Parameters importing(DeployContext context, Placement place, int vmid, UploadFiles files) {
    Parameters options =
        common(context, place, vmid)
            .with("scsi0", disk(place, files.image()))
            .with("boot", "order=scsi0");
    if (isUefi(context)) {
      options.with("efidisk0", variables(place, files.variables()));
    }
    return options;
  }

  /** The options of a VM whose disks are imported later. */
  Parameters withoutDisk(DeployContext context, Placement place, int vmid) {
    Parameters options = common(context, place, vmid);
    if (isUefi(context) && context.uefiVariables().isEmpty()) {
      options.with("efidisk0", variables(place, Optional.empty()));
    }
    return options;
  }

  /** The format of the disk at a place; empty for the storage's default. */
  Optional<String> formatOn(Placement place) {
    // Only a storage of files has a choice of formats.
    return target.format().filter(its -> place.storage().hasFiles()).map(DiskFormat::id);
  }

  private static boolean isArm(DeployContext context) {
    return context.plan().image().architecture() == Architecture.ARM64;
  }

  private static boolean isUefi(DeployContext context) {
    return context.plan().image().firmware() == Firmware.UEFI;
  }

  private Parameters common(DeployContext context, Placement place, int vmid) {
    DeployedImage image = context.plan().image();
    boolean arm = isArm(context);
    Parameters options =
        new Parameters()
            .with("name", names.aside(context.id()))
            .with("description", VmNotes.of(context.id(), vmid, image))
            .with("tags", tags())
            .with("ostype", "l26")
            .with("memory", target.memory().bytes() / MEBIBYTE)
            .with("cores", target.cores())
            .with("cpu", new CpuType(target, version).of(image.architecture()))
            .with("scsihw", "virtio-scsi-single")
            // The board of arm64 has no IDE.
            .with(arm ? "scsi1" : "ide2", place.storage().id() + ":cloudinit")
            .with("net0", network())
            .with("serial0", "socket")
            .with("agent", "enabled=1")
            .with("pool", target.pool());
    if (version.isAtLeast(8, 0)) {
      // Otherwise every clone upgrades itself at its first boot.
      options.with("ciupgrade", false);
    }
    if (isUefi(context)) {
      options.with("bios", "ovmf");
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
    return place.storage().id()
        + ":0,import-from="
        + Inbox.volid(place, image)
        + formatOn(place).map(its -> ",format=" + its).orElse("")
        + DISK;
  }

  private static String variables(Placement place, Optional<UploadFile> variables) {
    String volume =
        variables
            .map(file -> ":0,import-from=" + Inbox.volid(place, file))
            // The number is required but ignored: Proxmox VE knows the size.
            .orElse(":1");
    return place.storage().id() + volume + VARIABLES;
  }

  private String network() {
    return "virtio,bridge=" + target.bridge() + target.vlan().map(tag -> ",tag=" + tag).orElse("");
  }
}
