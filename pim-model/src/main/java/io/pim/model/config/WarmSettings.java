package io.pim.model.config;

import io.pim.model.unit.ByteSize;
import java.time.Duration;

/**
 * Limits for the saved memories of running guests. With such a memory a build continues in the
 * guest instead of booting the layer.
 *
 * @param count how many this host keeps; 0 turns them off
 * @param limit the total size; the memory of a larger machine is not saved
 * @param age the age at which they are removed, because a memory contains the guest's secrets
 */
public record WarmSettings(int count, ByteSize limit, Duration age) {
  /** Whether memories are turned off: none is saved or used, and existing ones are removed. */
  public static final WarmSettings OFF =
      new WarmSettings(0, ByteSize.parse("1G"), Duration.ofDays(1));

  static final int MOST = 1000;

  static WarmSettings of(ConfigMap warm) {
    return new WarmSettings(
        warm.require("count", Rules.integer(0, MOST)),
        warm.require("limit", Rules.DISK_SIZE),
        warm.require("age", Rules.DURATION_TEXT));
  }

  /** Whether there are to be any at all. */
  public boolean isOff() {
    return count == 0;
  }
}
