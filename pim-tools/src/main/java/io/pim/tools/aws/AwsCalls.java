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
 * Calls AWS. Repeats a call that may succeed later; reports any other failure with its remedy. A
 * call must be safe to repeat.
 */
final class AwsCalls {
  /** With their pauses, all attempts take between one and two minutes. */
  private static final int TRIES = 10;

  /** AWS needs up to two minutes until all its servers know a new resource. */
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

  /** Calls an API that may throttle. */
  <T> T call(String action, String region, Runnable onThrottle, Supplier<T> act)
      throws InterruptedException {
    return call(action, region, false, onThrottle, act);
  }

  /** Calls with a new resource. While AWS does not know it yet, the call is repeated. */
  <T> T callOnNew(String action, String region, Runnable onThrottle, Supplier<T> act)
      throws InterruptedException {
    return call(action, region, true, onThrottle, act);
  }

  /**
   * Calls with a new resource, for as long as AWS may need to know it.
   *
   * @return false if the last answer is still the error code
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
   * Calls with a resource that may be new. Returns empty if AWS answers with the error code.
   *
   * @param code that is not a failure
   */
  <T> Optional<T> callUnless(String code, String action, String region, Supplier<T> act)
      throws InterruptedException {
    return call(action, region, true, () -> {}, () -> unless(code, act));
  }

  /** Calls once. Returns empty if AWS answers with the error code. */
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

  /** Grows with each try and is partly random, so that callers do not all return at once. */
  private static Duration backoff(int tries) {
    long longest =
        Math.min(LONGEST_PAUSE.toMillis(), FIRST_PAUSE.toMillis() << Math.min(tries - 1, 10));
    return Duration.ofMillis(longest / 2 + ThreadLocalRandom.current().nextLong(longest / 2 + 1));
  }
}
