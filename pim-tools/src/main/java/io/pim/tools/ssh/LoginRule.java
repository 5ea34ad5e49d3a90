package io.pim.tools.ssh;

import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * How long one caller waits for a login, which answers it believes, and what it says meanwhile.
 *
 * @param limit how long to wait in all
 * @param pollInterval how long to pause between two tries
 * @param patience how long the same clear answer is listened to before it is believed
 * @param progress told a line from time to time; may throw to stop
 * @param answered told when the guest has answered, be it with a refusal
 * @param consoleTail the last lines of the guest's console, for a failure
 */
public record LoginRule(
    Duration limit,
    Duration pollInterval,
    SshWait.Patience patience,
    Consumer<String> progress,
    Runnable answered,
    Supplier<List<String>> consoleTail) {

  /** Waits in silence until the limit is over, whatever the guest answers. */
  public static LoginRule within(
      Duration limit, Duration pollInterval, Supplier<List<String>> consoleTail) {
    return new LoginRule(
        limit, pollInterval, SshWait.Patience.UNTIL_THE_LIMIT, line -> {}, () -> {}, consoleTail);
  }

  /** Gives up earlier where the guest is clear. */
  public LoginRule believing(SshWait.Patience clear) {
    return new LoginRule(limit, pollInterval, clear, progress, answered, consoleTail);
  }

  /** Tells its progress, a line from time to time; the listener may throw to stop the wait. */
  public LoginRule telling(Consumer<String> listener) {
    return new LoginRule(limit, pollInterval, patience, listener, answered, consoleTail);
  }

  /** Tells when the guest has answered. */
  public LoginRule hearing(Runnable listener) {
    return new LoginRule(limit, pollInterval, patience, progress, listener, consoleTail);
  }
}
