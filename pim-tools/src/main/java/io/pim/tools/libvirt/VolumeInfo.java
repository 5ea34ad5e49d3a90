package io.pim.tools.libvirt;

import java.util.Optional;

/**
 * A volume of a pool.
 *
 * @param path by which domains on that host refer to it
 * @param format such as {@code qcow2}; a block device is {@code raw}
 * @param bytes of the volume itself; the disk in it may be larger
 * @param backing the path of the file that it is an overlay of
 */
public record VolumeInfo(String path, String format, long bytes, Optional<String> backing) {
  static VolumeInfo from(LibvirtXml xml) {
    long physical = xml.number("physical");
    return new VolumeInfo(
        xml.text("target", "path"),
        xml.at("target", "format").map(format -> format.attribute("type")).orElse("raw"),
        physical > 0 ? physical : xml.number("capacity"),
        Optional.of(xml.text("backingStore", "path")).filter(path -> !path.isEmpty()));
  }
}
