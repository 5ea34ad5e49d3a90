package io.pim.activities.provision;

import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
import io.pim.tools.ssh.CommandResult;
import io.pim.tools.ssh.RootShell;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;

/**
 * Sets the clock of a guest that was started from a warm checkpoint, and gives it new random
 * numbers. Otherwise all guests from the same checkpoint would draw the same ones. On x86_64 the
 * machine's generation id makes the kernel draw new ones as well.
 */
final class Awakening {
  private static final Duration LIMIT = Duration.ofSeconds(20);
  private static final int RANDOM_BYTES = 512;
  private static final String PROGRAM = "date -u -s @%d > /dev/null && cat > /dev/urandom";

  private Awakening() {}

  static void of(RootShell root) throws InterruptedException {
    byte[] random = new byte[RANDOM_BYTES];
    new SecureRandom().nextBytes(random);
    long now = Instant.now().getEpochSecond();
    CommandResult result = root.run(PROGRAM.formatted(now), random, LIMIT);
    if (!result.status().isSuccess()) {
      throw BuildFailure.of(FailureKind.TOOL_FAILED, "The guest's clock could not be set.")
          .why(String.join(" ", result.lastLines()))
          .todo("Nothing: the layer is booted.")
          .build();
    }
  }
}
