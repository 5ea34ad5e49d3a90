package io.pim.model.config;

import io.pim.model.unit.ByteSize;
import java.time.Duration;

/**
 * Limits for warm checkpoints, the saved memory of running guests. From a warm checkpoint a build
 * continues in the guest instead of booting the layer.
 *
 * @param count how many this host keeps; 0 turns them off
 * @param limit the total size; PIM saves no memory of a larger machine
 * @param age the age at which they are removed, because they contain the guest's secrets
 */
public record WarmSettings(int count, ByteSize limit, Duration age) {
  /** Whether warm checkpoints are off: PIM saves and uses none, and removes existing ones. */
  public static final WarmSettings OFF =
      new WarmSettings(0, ByteSize.parse("1G"), Duration.ofDays(1));

  static final int MOST = 1000;

  static WarmSettings of(ConfigMap warm) {
    return new WarmSettings(
        warm.require("count", Rules.integer(0, MOST)),
        warm.require("limit", Rules.DISK_SIZE),
        warm.require("age", Rules.DURATION_TEXT));
  }

  /** Whether warm checkpoints are on. */
  public boolean isOff() {
    return count == 0;
  }
}
