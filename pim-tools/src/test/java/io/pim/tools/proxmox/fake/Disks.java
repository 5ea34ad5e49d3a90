package io.pim.tools.proxmox.fake;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Makes, copies and removes the disks of VMs, in tasks. */
final class Disks {
  private static final long GIB = 1L << 30;
  private static final long CLOUD_INIT_BYTES = 4L << 20;

  private final Cluster cluster;

  Disks(Cluster cluster) {
    this.cluster = cluster;
  }

  /** Makes the volumes of all drives, in the order of the drives' names. */
  Map<String, String> make(Vm vm, Map<String, Drive> drives, List<StoredDisk> made)
      throws TaskError {
    Map<String, String> values = new LinkedHashMap<>();
    String cloudInit = "";
    for (Drive drive : new TreeMap<>(drives).values()) {
      if (drive.isCloudInit()) {
        if (!cloudInit.isEmpty()) {
          throw new TaskError(
              drive.option() + " - cloud-init drive is already attached at '" + cloudInit + "'");
        }
        cloudInit = drive.option();
      }
      values.put(drive.option(), make(vm, drive, made).toString());
    }
    return values;
  }

  private Drive make(Vm vm, Drive drive, List<StoredDisk> made) throws TaskError {
    if (drive.isEmpty()) {
      return drive;
    }
    Storage storage =
        cluster
            .findStorage(vm.node(), drive.storage())
            .orElseThrow(() -> new TaskError("storage '" + drive.storage() + "' does not exist"));
    String format = drive.property("format").orElse(storage.isFileBased() ? "qcow2" : "raw");
    if (drive.isCloudInit()) {
      String folder = storage.isFileBased() ? vm.vmid() + "/" : "";
      String name = folder + "vm-" + vm.vmid() + "-cloudinit" + (folder.isEmpty() ? "" : ".qcow2");
      put(storage, disk(name, format, CLOUD_INIT_BYTES, Optional.empty()), made);
      return new Drive(
          drive.option(),
          new LinkedHashMap<>(Map.of("file", storage.id() + ":" + name, "media", "cdrom")));
    }
    Optional<String> source = drive.property("import-from");
    if (source.isPresent()) {
      StoredVolume image = source(vm, source.get());
      String name = storage.freeName(vm.vmid(), format);
      put(
          storage,
          new StoredVolume(name, "images", format, image.size(), image.file(), Optional.empty()),
          made);
      return drive.on(storage.id() + ":" + name, image.size() + "");
    }
    if (!drive.allocates()) {
      return drive;
    }
    long size =
        drive.option().equals("efidisk0")
            ? CLOUD_INIT_BYTES
            : (long) (Double.parseDouble(drive.volume()) * GIB);
    String name = storage.freeName(vm.vmid(), format);
    put(storage, disk(name, format, size, Optional.empty()), made);
    return drive.on(storage.id() + ":" + name, size / (1 << 20) + "M");
  }

  private static StoredVolume disk(String name, String format, long size, Optional<String> parent) {
    return new StoredVolume(name, "images", format, size, Optional.empty(), parent);
  }

  private static void put(Storage storage, StoredVolume volume, List<StoredDisk> made)
      throws TaskError {
    storage.put(volume);
    made.add(new StoredDisk(storage, volume.name()));
  }

  private StoredVolume source(Vm vm, String volid) throws TaskError {
    int at = volid.indexOf(':');
    return cluster
        .findStorage(vm.node(), volid.substring(0, at))
        .flatMap(storage -> storage.volume(volid.substring(at + 1)))
        .orElseThrow(
            () ->
                new TaskError(
                    "cannot import from '" + volid + "' - volume '" + volid + "' does not exist"));
  }

  /** The volumes that the VM's drives name, and its unused ones. */
  List<StoredDisk> of(Vm vm) {
    return vm.config().entrySet().stream()
        .filter(option -> Drive.isDrive(option.getKey()) || Drive.isUnused(option.getKey()))
        .flatMap(option -> stored(vm, option.getKey(), option.getValue()).stream())
        .toList();
  }

  Optional<StoredDisk> stored(Vm vm, String option, String value) {
    try {
      Drive drive = Drive.parse(option, value);
      return drive.isEmpty()
          ? Optional.empty()
          : cluster
              .findStorage(vm.node(), drive.storage())
              .map(storage -> new StoredDisk(storage, drive.volume()))
              .filter(disk -> disk.storage().volume(disk.name()).isPresent());
    } catch (PropertyString.Malformed e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * The drive for an existing volume: besides an empty drive, the only value that a changed option
   * accepts.
   */
  Drive existing(Vm vm, Drive drive) throws Refusal {
    String volid = drive.storage() + ":" + drive.volume();
    Storage storage =
        cluster
            .findStorage(vm.node(), drive.storage())
            .orElseThrow(
                () -> Refusal.error(500, "storage '" + drive.storage() + "' does not exist"));
    StoredVolume volume =
        storage
            .volume(drive.volume())
            .orElseThrow(() -> Refusal.error(500, "volume '" + volid + "' does not exist"));
    if (!StoredVolume.owner(volume.name()).equals("" + vm.vmid())) {
      throw Refusal.error(403, "Permission check failed (" + volid + ")");
    }
    return drive.on(volid, volume.size() + "");
  }

  /** Puts a disk that {@code qm} imports onto a storage. */
  StoredDisk imported(Vm vm, Storage storage, String format, Path file, long size)
      throws TaskError {
    List<StoredDisk> made = new ArrayList<>();
    String name = storage.freeName(vm.vmid(), format);
    put(
        storage,
        new StoredVolume(name, "images", format, size, Optional.of(file), Optional.empty()),
        made);
    return made.get(0);
  }

  /** Renames the disks of a VM so that they can be cloned. */
  void makeBase(Vm vm) {
    for (Map.Entry<String, String> option : vm.config().entrySet()) {
      if (!Drive.isDrive(option.getKey())) {
        continue;
      }
      Optional<StoredDisk> disk = stored(vm, option.getKey(), option.getValue());
      if (disk.isEmpty()
          || disk.get().name().contains("cloudinit")
          || !disk.get().storage().canMakeBaseImages()) {
        continue;
      }
      String base = disk.get().name().replaceFirst("vm-(\\d+-disk-)", "base-$1");
      StoredVolume volume = disk.get().storage().volume(disk.get().name()).orElseThrow();
      disk.get().storage().remove(volume.name());
      try {
        disk.get().storage().put(volume.named(base));
      } catch (TaskError e) {
        throw new IllegalStateException(e);
      }
      option.setValue(option.getValue().replace(volume.name(), base));
    }
  }

  /** Makes the disks of a linked clone. */
  void clone(Vm source, Vm clone, List<StoredDisk> made) throws TaskError {
    for (Map.Entry<String, String> option : source.config().entrySet()) {
      if (!Drive.isDrive(option.getKey())) {
        continue;
      }
      Optional<StoredDisk> disk = stored(source, option.getKey(), option.getValue());
      if (disk.isEmpty()) {
        clone.config().put(option.getKey(), option.getValue());
        continue;
      }
      Storage storage = disk.get().storage();
      StoredVolume volume = storage.volume(disk.get().name()).orElseThrow();
      boolean cloudInit = volume.name().contains("cloudinit");
      String own =
          cloudInit
              ? volume.name().replace("" + source.vmid(), "" + clone.vmid())
              : storage.freeName(clone.vmid(), volume.format());
      String name = storage.isFileBased() && !cloudInit ? volume.name() + "/" + own : own;
      Optional<String> parent = cloudInit ? Optional.empty() : Optional.of(volume.name());
      put(
          storage,
          new StoredVolume(
              name,
              "images",
              volume.format(),
              cloudInit ? volume.size() : 1,
              volume.file(),
              parent),
          made);
      clone.config().put(option.getKey(), option.getValue().replace(volume.name(), name));
    }
  }

  /** A volume and its storage. */
  record StoredDisk(Storage storage, String name) {
    void remove() {
      storage.remove(name);
    }
  }
}
