package io.pim.tools.proxmox.fake;

import java.util.Map;
import java.util.Optional;

/** The forms of those options of a VM that are property strings. */
final class VmOptionSyntax {
  private static final String BOOLEAN = "(?i)1|0|on|off|yes|no|true|false";
  private static final String DEVICE = "(ide|sata|scsi|virtio|net|usb|hostpci)\\d+";
  private static final String CPU =
      "host|max|kvm64|kvm32|qemu64|qemu32|x86-64-v2|x86-64-v2-AES|x86-64-v3|x86-64-v4"
          + "|[A-Z][A-Za-z0-9-]+|486|core2duo|coreduo|athlon|pentium.*|phenom|custom-.+";
  private static final String MODEL =
      "virtio|e1000|e1000e|e1000-82540em|e1000-82544gc|e1000-82545em|i82551|i82557b|i82559er"
          + "|ne2k_isa|ne2k_pci|pcnet|rtl8139|vmxnet3";
  private static final String MAC = "(?i)[a-f0-9][02468ace](:[a-f0-9]{2}){5}";
  private static final String IPV4 = "\\d+\\.\\d+\\.\\d+\\.\\d+";

  private VmOptionSyntax() {}

  static Optional<String> complaint(String name, String value) {
    if (Drive.isDrive(name)) {
      return drive(name, value);
    }
    return switch (name.replaceFirst("\\d+$", "")) {
      case "agent" ->
          keys(
              name,
              value,
              "enabled",
              Map.of(
                  "enabled",
                  BOOLEAN,
                  "fstrim_cloned_disks",
                  BOOLEAN,
                  "type",
                  "virtio|isa",
                  "freeze-fs",
                  BOOLEAN,
                  "freeze-fs-on-backup",
                  BOOLEAN));
      case "cpu" ->
          keys(
              name,
              value,
              "cputype",
              Map.of(
                  "cputype",
                  CPU,
                  "flags",
                  "[+-].*",
                  "hidden",
                  BOOLEAN,
                  "hv-vendor-id",
                  ".+",
                  "guest-phys-bits",
                  "\\d+",
                  "phys-bits",
                  "\\d+|host"));
      case "machine" ->
          keys(
              name,
              value,
              "type",
              Map.of(
                  "type",
                  "pc|pc(-i440fx)?-\\d+(\\.\\d+)+(\\+pve\\d+)?(\\.pxe)?|q35"
                      + "|pc-q35-\\d+(\\.\\d+)+(\\+pve\\d+)?(\\.pxe)?|virt(?:-\\d+(\\.\\d+)+)?(\\+pve\\d+)?",
                  "viommu",
                  "intel|virtio",
                  "enable-s3",
                  BOOLEAN,
                  "enable-s4",
                  BOOLEAN,
                  "aw-bits",
                  "\\d+"));
      case "vga" ->
          keys(
              name,
              value,
              "type",
              Map.of(
                  "type",
                  "std|serial[0-3]|virtio|virtio-gl|qxl|qxl[2-4]" + "|cirrus|vmware|none",
                  "memory",
                  "\\d+",
                  "clipboard",
                  "vnc"));
      case "memory" -> keys(name, value, "current", Map.of("current", "\\d+"));
      case "rng" ->
          keys(
              name,
              value,
              "source",
              Map.of(
                  "source",
                  "/dev/urandom|/dev/random|/dev/hwrng",
                  "max_bytes",
                  "\\d+",
                  "period",
                  "\\d+"));
      case "net" -> net(name, value);
      case "ipconfig" -> ipConfig(name, value);
      case "boot" ->
          value.matches("order=(" + DEVICE + "(;" + DEVICE + ")*)?|(legacy=)?[acdn]{1,4}")
              ? Optional.empty()
              : Optional.of(
                  "invalid format - format error\nboot.order: invalid format - invalid"
                      + " boot device '"
                      + value
                      + "'\n");
      default -> Optional.empty();
    };
  }

  private static Optional<String> keys(
      String name, String value, String defaultKey, Map<String, String> keys) {
    return PropertyString.complaint(name, value, defaultKey, keys);
  }

  private static Optional<String> net(String name, String value) {
    String normal = value.replaceFirst("^(" + MODEL + ")=(" + MAC + ")", "$1,macaddr=$2");
    return keys(
        name,
        normal,
        "model",
        Map.of(
            "model",
            MODEL,
            "bridge",
            "[-_.\\w]+",
            "macaddr",
            MAC,
            "firewall",
            BOOLEAN,
            "link_down",
            BOOLEAN,
            "mtu",
            "\\d+",
            "queues",
            "\\d+",
            "rate",
            "\\d+(\\.\\d+)?",
            "tag",
            "[1-9]\\d*",
            "trunks",
            "[\\d;-]+"));
  }

  private static Optional<String> ipConfig(String name, String value) {
    Optional<String> complaint =
        keys(
            name,
            value,
            "",
            Map.of(
                "ip",
                "dhcp|manual|" + IPV4 + "/\\d+",
                "gw",
                IPV4,
                "ip6",
                "auto|dhcp|manual|[0-9a-fA-F:]+/\\d+",
                "gw6",
                "[0-9a-fA-F:]+"));
    if (complaint.isPresent()) {
      return complaint;
    }
    if (value.contains("gw=") && !value.matches("(.*,)?ip=.*")) {
      return Optional.of("gateway specified without specifying an IP address");
    }
    return Optional.empty();
  }

  private static Optional<String> drive(String name, String value) {
    Drive drive;
    try {
      drive = Drive.parse(name, value);
    } catch (PropertyString.Malformed e) {
      return Optional.of(e.getMessage());
    }
    if (drive.property("import-from").isPresent()) {
      if (!drive.file().matches("[^/:\\s]+:0")) {
        return Optional.of(
            "'import-from' requires special syntax - use <storage ID>:0," + "import-from=<source>");
      }
      if (name.equals("efidisk0")
          && (drive.property("efitype").isEmpty()
              || drive.property("pre-enrolled-keys").isEmpty())) {
        return Optional.of("need to specify 'efitype' when using 'import-from'");
      }
    }
    boolean cdrom = drive.property("media").filter("cdrom"::equals).isPresent();
    if (cdrom && (drive.property("format").isPresent() || name.startsWith("virtio"))) {
      return Optional.of("unable to parse drive options");
    }
    if (drive.volume().startsWith("iso/") && !cdrom) {
      return Optional.of("explicit 'media=cdrom' is required for iso images");
    }
    return Optional.empty();
  }
}
