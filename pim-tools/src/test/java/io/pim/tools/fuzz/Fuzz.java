package io.pim.tools.fuzz;

import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * Runs a test in rounds, each with its own random numbers. A failure names the properties with
 * which its round runs again alone; {@code -Dpim.fuzz.rounds=N} sets the number of rounds.
 */
public final class Fuzz {
  private static final long SEED = Long.getLong("pim.fuzz.seed", 20261123L);

  /** A round takes about a millisecond; the machine may be very busy. */
  private static final Duration LONGEST = Duration.ofSeconds(30);

  private Fuzz() {}

  /** The work of one round. It throws to report a failure. */
  @FunctionalInterface
  public interface Round {
    void run(RandomGenerator random) throws Exception;
  }

  /**
   * Runs the rounds.
   *
   * @param usual the number of rounds by default
   * @param mostBytes the bytes that a round may allocate in all
   */
  public static void run(int usual, long mostBytes, Round round) {
    int rounds = Integer.getInteger("pim.fuzz.rounds", usual);
    for (int i = 0; i < rounds; i++) {
      long seed = SEED + i;
      String which = "-Dpim.fuzz.seed=" + seed + " -Dpim.fuzz.rounds=1";
      long asked = assertTimeoutPreemptively(LONGEST, () -> once(seed, round, which), which);
      assertTrue(asked <= mostBytes, which + ": asked for " + asked + " bytes");
    }
  }

  /**
   * Whether all rounds run: a test that checks them together cannot do so when one round is
   * repeated.
   */
  public static boolean isWhole() {
    return Integer.getInteger("pim.fuzz.rounds", 1000) >= 1000;
  }

  private static long once(long seed, Round round, String which) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    try {
      round.run(new SplittableRandom(seed));
    } catch (Exception | AssertionError | StackOverflowError e) {
      throw new AssertionError(which + ": " + e, e);
    }
    return threads.getCurrentThreadAllocatedBytes() - before;
  }
}
