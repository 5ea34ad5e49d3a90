package io.pim.model.config;

import java.util.Optional;

/**
 * Which Ventoy release to install, and on which USB device.
 *
 * @param dir the folder for Ventoy's binaries; empty for the folder in PIM's cache
 * @param file the release archive's file name; empty for the Ventoy project's name for the version
 * @param url the archive's address; empty for the Ventoy project's address for the version
 * @param checksum of the archive, such as {@code sha256:...}
 * @param device the USB device, such as {@code /dev/sdb}
 */
public record VentoySettings(
    Optional<String> version,
    Optional<String> dir,
    Optional<String> file,
    Optional<String> url,
    Optional<String> checksum,
    Optional<String> device) {
  static VentoySettings of(ConfigMap ventoy) {
    return new VentoySettings(
        ventoy.get("version", Rules.NAME),
        ventoy.get("dir", Rules.TEXT),
        ventoy.get("file", Rules.TEXT),
        ventoy.get("url", Rules.URL),
        ventoy.get("checksum", Rules.TEXT),
        ventoy.get("device", Rules.TEXT));
  }
}
