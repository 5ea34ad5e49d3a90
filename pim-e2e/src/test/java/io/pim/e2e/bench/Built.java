package io.pim.e2e.bench;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/**
 * A finished build.
 *
 * @param total from the command's start to its end
 * @param onlyVerifying the part of the total in which nothing but the verification ran
 * @param phases the time of each; those that overlap add up to more than the total
 */
record Built(Path image, Duration total, Duration onlyVerifying, Map<Phase, Duration> phases) {
  Duration totalWithoutVerify() {
    return total.minus(onlyVerifying);
  }
}
