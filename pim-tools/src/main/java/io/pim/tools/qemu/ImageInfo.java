package io.pim.tools.qemu;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;

/**
 * The facts in a disk file's header.
 *
 * @param format such as {@code qcow2}
 * @param virtualBytes the size the guest sees
 * @param usedBytes the space that the file takes on the host
 * @param backingFile the name in its header, unchecked
 */
public record ImageInfo(
    String format, long virtualBytes, long usedBytes, Optional<String> backingFile) {

  static ImageInfo from(JsonNode info) {
    return new ImageInfo(
        info.path("format").asText(),
        info.path("virtual-size").asLong(),
        info.path("actual-size").asLong(),
        Optional.ofNullable(info.path("backing-filename").asText(null)));
  }
}
