package io.pim.tools.qemu;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * The result of checking a qcow2 file with qemu-img.
 *
 * @param corruptions damage that loses data
 * @param leaks unused clusters: they waste space, but lose no data
 */
public record ImageCheck(long corruptions, long leaks) {
  static ImageCheck from(JsonNode check) {
    return new ImageCheck(
        check.path("corruptions").asLong() + check.path("check-errors").asLong(),
        check.path("leaks").asLong());
  }

  /** Whether no data is lost. */
  public boolean isSound() {
    return corruptions == 0;
  }
}
