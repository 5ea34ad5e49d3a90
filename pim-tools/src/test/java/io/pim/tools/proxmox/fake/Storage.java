package io.pim.tools.proxmox.fake;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** A storage on one node, or on all of them when it is shared. */
public final class Storage {
  private static final Set<String> FILE_BASED = Set.of("dir", "nfs", "cifs", "btrfs", "cephfs");

  private final String id;
  private final String type;
  private final boolean shared;
  private final Set<String> content;
  private final Map<String, StoredVolume> volumes = new TreeMap<>();
  private long total;
  private boolean enabled = true;
  private boolean active = true;

  Storage(String id, String type, boolean shared, long total, String... content) {
    this.id = id;
    this.type = type;
    this.shared = shared;
    this.total = total;
    this.content = new LinkedHashSet<>(List.of(content));
  }

  public String id() {
    return id;
  }

  String type() {
    return type;
  }

  boolean isShared() {
    return shared;
  }

  boolean isFileBased() {
    return FILE_BASED.contains(type);
  }

  boolean canMakeBaseImages() {
    return !type.equals("lvm");
  }

  boolean holds(String kind) {
    return content.contains(kind);
  }

  String content() {
    return String.join(",", content);
  }

  /** Switches a kind of content on or off, as the storage's settings do. */
  public void setContent(String kind, boolean on) {
    if (on) {
      content.add(kind);
    } else {
      content.remove(kind);
    }
  }

  public void setTotal(long bytes) {
    total = bytes;
  }

  public void setEnabled(boolean on) {
    enabled = on;
  }

  public void setActive(boolean on) {
    active = on;
  }

  boolean isEnabled() {
    return enabled;
  }

  boolean isActive() {
    return active;
  }

  long total() {
    return total;
  }

  long used() {
    return volumes.values().stream().mapToLong(StoredVolume::size).sum();
  }

  long free() {
    return Math.max(0, total - used());
  }

  Optional<StoredVolume> volume(String name) {
    return Optional.ofNullable(volumes.get(name));
  }

  public List<StoredVolume> volumes() {
    return new ArrayList<>(volumes.values());
  }

  /** Stores a volume; replaces one of the same name. */
  void put(StoredVolume volume) throws TaskError {
    long freed = volume(volume.name()).map(StoredVolume::size).orElse(0L);
    if (volume.size() > free() + freed) {
      throw new TaskError("No space left on device");
    }
    volumes.put(volume.name(), volume);
  }

  void remove(String name) {
    volumes.remove(name);
  }

  boolean hasClonesOf(String name) {
    return volumes.values().stream().anyMatch(v -> v.parent().equals(Optional.of(name)));
  }

  /** The name for a new disk of a VM. */
  String freeName(int vmid, String format) {
    String folder = isFileBased() ? vmid + "/" : "";
    String ending = isFileBased() ? "." + format : "";
    int number = 0;
    while (taken(folder + "vm-" + vmid + "-disk-" + number)
        || taken(folder + "base-" + vmid + "-disk-" + number)) {
      number++;
    }
    return folder + "vm-" + vmid + "-disk-" + number + ending;
  }

  private boolean taken(String stem) {
    return volumes.keySet().stream()
        .anyMatch(name -> name.replaceFirst("\\.\\w+$", "").endsWith(stem));
  }
}
