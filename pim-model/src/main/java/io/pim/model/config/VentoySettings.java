package io.pim.model.config;

import java.util.Optional;

/**
 * Which Ventoy goes on which USB device.
 *
 * @param dir the folder for Ventoy's binaries; empty for the one in PIM's cache
 * @param file the release archive's file name; empty for the project's own for the version
 * @param url where the archive is; empty for the project's own place for the version
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
