package io.pim.tools.proxmox.fake;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** A drive of a VM as an option names it, such as {@code scsi0=local-lvm:32,discard=on}. */
record Drive(String option, Map<String, String> properties) {
  private static final String BOOLEAN = "(?i)1|0|on|off|yes|no|true|false";
  private static final String SIZE = "\\d+(\\.\\d+)?([KMGT](iB)?)?";
  private static final String VOLUME = "none|cdrom|/.+|(?i)[a-z][a-z0-9\\-_.]*[a-z0-9]:.+";
  private static final String WWN = "0x[0-9a-fA-F]{16}";

  private static final Map<String, String> ALL =
      Map.ofEntries(
          Map.entry("file", VOLUME),
          Map.entry("aio", "native|threads|io_uring"),
          Map.entry("backup", BOOLEAN),
          Map.entry("cache", "none|writethrough|writeback|unsafe|directsync"),
          Map.entry("detect_zeroes", BOOLEAN),
          Map.entry("discard", "ignore|on"),
          Map.entry("format", "raw|qcow|qed|qcow2|vmdk|cloop"),
          Map.entry("import-from", ".+"),
          Map.entry("media", "cdrom|disk"),
          Map.entry("replicate", BOOLEAN),
          Map.entry("rerror", "ignore|report|stop"),
          Map.entry("werror", "enospc|ignore|report|stop"),
          Map.entry("serial", ".{1,60}"),
          Map.entry("shared", BOOLEAN),
          Map.entry("size", SIZE),
          Map.entry("snapshot", BOOLEAN));

  private static final Map<String, Map<String, String>> BY_BUS =
      Map.of(
          "scsi",
              Map.of(
                  "iothread",
                  BOOLEAN,
                  "ssd",
                  BOOLEAN,
                  "ro",
                  BOOLEAN,
                  "queues",
                  "[2-9]|\\d\\d+",
                  "scsiblock",
                  BOOLEAN,
                  "wwn",
                  WWN),
          "virtio", Map.of("iothread", BOOLEAN, "ro", BOOLEAN),
          "sata", Map.of("ssd", BOOLEAN, "wwn", WWN),
          "ide", Map.of("ssd", BOOLEAN, "wwn", WWN, "model", ".{1,120}"),
          "efidisk",
              Map.of(
                  "efitype",
                  "2m|4m",
                  "pre-enrolled-keys",
                  BOOLEAN,
                  "ms-cert",
                  "2011|2023|2023w|2023k"),
          "tpmstate", Map.of("version", "v1.2|v2.0"));

  static boolean isDrive(String option) {
    return option.matches("(scsi|virtio|sata|ide)\\d+|efidisk0|tpmstate0");
  }

  static boolean isUnused(String option) {
    return option.matches("unused\\d+");
  }

  static Drive parse(String option, String value) throws PropertyString.Malformed {
    return new Drive(option, PropertyString.parse(option, value, "file", keys(option)));
  }

  private static Map<String, String> keys(String option) {
    String bus = option.replaceFirst("\\d+$", "");
    Map<String, String> keys = new HashMap<>();
    if (bus.equals("unused")) {
      return Map.of("file", VOLUME);
    }
    if (bus.equals("efidisk") || bus.equals("tpmstate")) {
      for (String key : new String[] {"file", "format", "import-from", "size"}) {
        keys.put(key, ALL.get(key));
      }
    } else {
      keys.putAll(ALL);
    }
    keys.putAll(BY_BUS.get(bus));
    return keys;
  }

  String file() {
    return properties.getOrDefault("file", "");
  }

  Optional<String> property(String key) {
    return Optional.ofNullable(properties.get(key));
  }

  boolean isCdrom() {
    return property("media").filter("cdrom"::equals).isPresent() || isCloudInit();
  }

  boolean isCloudInit() {
    return file().endsWith(":cloudinit") || file().matches(".*vm-\\d+-cloudinit(\\.\\w+)?");
  }

  boolean isEmpty() {
    return file().equals("none") || file().equals("cdrom");
  }

  String storage() {
    return file().substring(0, file().indexOf(':'));
  }

  String volume() {
    return file().substring(file().indexOf(':') + 1);
  }

  /** Whether the drive asks for a new volume of this many GiB. */
  boolean allocates() {
    return file().matches("[^/:\\s]+:\\d+(\\.\\d+)?");
  }

  /** The same drive on the volume that was made for it. */
  Drive on(String volid, String size) {
    Map<String, String> kept = new LinkedHashMap<>();
    kept.put("file", volid);
    properties.forEach(
        (key, value) -> {
          if (!key.equals("file") && !key.equals("import-from") && !key.equals("format")) {
            kept.put(key, value);
          }
        });
    kept.put("size", size);
    return new Drive(option, kept);
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(file());
    properties.forEach(
        (key, value) -> {
          if (!key.equals("file")) {
            text.append(",").append(key).append("=").append(value);
          }
        });
    return text.toString();
  }
}
