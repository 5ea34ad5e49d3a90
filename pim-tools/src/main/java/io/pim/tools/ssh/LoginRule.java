package io.pim.tools.ssh;

import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The rule for one login: how long to wait, when an answer is final, and who receives the progress.
 *
 * @param limit how long to wait in all
 * @param pollInterval the pause between two attempts
 * @param patience how long the same clear answer must repeat before it is final
 * @param progress receives a line from time to time; may throw to stop
 * @param answered called after each answer of the guest, including a refusal
 * @param consoleTail the last lines of the guest's console, for a failure
 */
public record LoginRule(
    Duration limit,
    Duration pollInterval,
    SshWait.Patience patience,
    Consumer<String> progress,
    Runnable answered,
    Supplier<List<String>> consoleTail) {

  /** Waits silently until the limit, whatever the guest answers. */
  public static LoginRule within(
      Duration limit, Duration pollInterval, Supplier<List<String>> consoleTail) {
    return new LoginRule(
        limit, pollInterval, SshWait.Patience.UNTIL_THE_LIMIT, line -> {}, () -> {}, consoleTail);
  }

  /** Gives up earlier if the guest's answer is clear. */
  public LoginRule withPatience(SshWait.Patience clear) {
    return new LoginRule(limit, pollInterval, clear, progress, answered, consoleTail);
  }

  /** Reports progress, a line from time to time; the listener may throw to stop the wait. */
  public LoginRule reportingTo(Consumer<String> listener) {
    return new LoginRule(limit, pollInterval, patience, listener, answered, consoleTail);
  }

  /** Calls the listener when the guest has answered. */
  public LoginRule onAnswer(Runnable listener) {
    return new LoginRule(limit, pollInterval, patience, progress, listener, consoleTail);
  }
}
