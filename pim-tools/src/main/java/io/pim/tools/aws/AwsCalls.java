package io.pim.tools.aws;

import io.pim.model.failure.BuildFailure;
import io.pim.tools.process.Pause;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * Calls AWS: again where that may help, and with a report of what fixes it where it does not. Calls
 * are made so that a second one does no harm.
 */
final class AwsCalls {
  /** With the pauses between them more than a minute, and less than two. */
  private static final int TRIES = 10;

  /** AWS needs up to two minutes until all of it knows what is new. */
  private static final int TRIES_ON_NEW = 16;

  private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(15);
  private static final Set<String> NOT_KNOWN =
      Set.of(
          "ResourceNotFoundException",
          "InvalidAMIID.NotFound",
          "InvalidSnapshot.NotFound",
          "InvalidInstanceID.NotFound");

  private final Pause pause;

  AwsCalls(Pause pause) {
    this.pause = pause;
  }

  /**
   * Calls.
   *
   * @param action as in AWS's policies, such as {@code ec2:RegisterImage}
   */
  <T> T call(String action, String region, Supplier<T> act) throws InterruptedException {
    return call(action, region, false, () -> {}, act);
  }

  /** Calls where AWS may ask for less. */
  <T> T call(String action, String region, Runnable onThrottle, Supplier<T> act)
      throws InterruptedException {
    return call(action, region, false, onThrottle, act);
  }

  /** Calls about a thing that was just made: that it is not known yet is no failure at once. */
  <T> T callOnNew(String action, String region, Runnable onThrottle, Supplier<T> act)
      throws InterruptedException {
    return call(action, region, true, onThrottle, act);
  }

  /**
   * Calls about a thing that was just made, for as long as AWS may need to know it.
   *
   * @return false where AWS answers with the code to the end
   */
  boolean callOnNewUnless(String code, String action, String region, Supplier<?> act)
      throws InterruptedException {
    try {
      callOnNew(action, region, () -> {}, act);
      return true;
    } catch (BuildFailure e) {
      if (e.getCause() instanceof SdkException cause && code.equals(AwsFailures.code(cause))) {
        return false;
      }
      throw e;
    }
  }

  /**
   * Calls about things that may be new; empty where AWS answers with the error code.
   *
   * @param code that is no failure
   */
  <T> Optional<T> callUnless(String code, String action, String region, Supplier<T> act)
      throws InterruptedException {
    return call(action, region, true, () -> {}, () -> unless(code, act));
  }

  /** One call without a second try; empty where AWS answers with the error code. */
  <T> Optional<T> unless(String code, Supplier<T> act) {
    try {
      return Optional.of(act.get());
    } catch (AwsServiceException e) {
      if (code.equals(AwsFailures.code(e))) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private <T> T call(
      String action, String region, boolean isNew, Runnable onThrottle, Supplier<T> act)
      throws InterruptedException {
    for (int tries = 1; ; tries++) {
      try {
        return act.get();
      } catch (AbortedException e) {
        throw interrupted(e);
      } catch (SdkException e) {
        if (Thread.currentThread().isInterrupted()) {
          throw interrupted(e);
        }
        if (AwsFailures.isThrottling(e)) {
          onThrottle.run();
        }
        boolean again =
            (isNew && NOT_KNOWN.contains(AwsFailures.code(e)))
                ? tries < TRIES_ON_NEW
                : (tries < TRIES && AwsFailures.isTransient(e));
        if (!again) {
          throw AwsFailures.of(action, region, e);
        }
        pause.rest(backoff(tries));
      }
    }
  }

  private static InterruptedException interrupted(Exception e) {
    InterruptedException interrupt = new InterruptedException("the call was interrupted");
    interrupt.initCause(e);
    return interrupt;
  }

  /** Longer each time, and different each time, so that callers do not come back at once. */
  private static Duration backoff(int tries) {
    long longest =
        Math.min(LONGEST_PAUSE.toMillis(), FIRST_PAUSE.toMillis() << Math.min(tries - 1, 10));
    return Duration.ofMillis(longest / 2 + ThreadLocalRandom.current().nextLong(longest / 2 + 1));
  }
}
