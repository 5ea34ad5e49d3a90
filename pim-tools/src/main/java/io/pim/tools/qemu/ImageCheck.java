package io.pim.tools.qemu;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * What qemu-img found in a qcow2 file.
 *
 * @param corruptions damage that costs data
 * @param leaks clusters that nothing uses: waste, no damage
 */
public record ImageCheck(long corruptions, long leaks) {
  static ImageCheck from(JsonNode check) {
    return new ImageCheck(
        check.path("corruptions").asLong() + check.path("check-errors").asLong(),
        check.path("leaks").asLong());
  }

  /** Whether no data is damaged. */
  public boolean isSound() {
    return corruptions == 0;
  }
}
