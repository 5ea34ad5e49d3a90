package io.pim.model.config;

import io.pim.model.unit.ByteSize;
import java.time.Duration;

/**
 * How many memories of running guests may lie beside layers, so that a build goes on in the guest
 * instead of booting the layer.
 *
 * @param count how many on this host; none where 0
 * @param limit what all together may take; a machine with more memory than this leaves none
 * @param age after this they are removed: a memory holds what a guest keeps secret
 */
public record WarmSettings(int count, ByteSize limit, Duration age) {
  /** None are made, none are used, and those that are there go. */
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
