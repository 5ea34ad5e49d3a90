package io.pim.tools.ssh;

import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
import java.time.Duration;
import java.util.List;

/**
 * Collects the results of one wait's attempts, and reports them: as a line during the wait, as a
 * failure after it.
 */
final class WaitHistory {
  private final SshTarget target;
  private final Duration limit;
  private ConnectOutcome.Refused refused;
  private ConnectOutcome.WrongSystem wrongSystem;
  private String line = "waiting for SSH";
  private String lastWhy = "no attempt has ended";

  WaitHistory(SshTarget target, Duration limit) {
    this.target = target;
    this.limit = limit;
  }

  void add(ConnectOutcome outcome) {
    if (outcome instanceof ConnectOutcome.NotReady notReady) {
      lastWhy = notReady.why();
      line = "nothing listens yet (" + lastWhy + ")";
    } else if (outcome instanceof ConnectOutcome.Refused now) {
      refused = now;
      line = "SSH answers, " + now.describe();
    } else if (outcome instanceof ConnectOutcome.WrongSystem now) {
      wrongSystem = now;
      line = "SSH answers, but " + now.why();
    }
  }

  String line() {
    return line;
  }

  BuildFailure failure(List<String> consoleTail) {
    BuildFailure.Builder failure;
    if (refused != null) {
      failure =
          BuildFailure.of(
                  FailureKind.LOGIN_FAILED,
                  "The guest's SSH server does not let " + target.user() + " in")
              .why(refused.describe())
              .todo(
                  "Check that the preseed makes the user "
                      + target.user()
                      + " with the profile's password, or that the install script puts the build's"
                      + " key into its authorized_keys.");
    } else if (wrongSystem != null) {
      failure =
          BuildFailure.of(
                  FailureKind.LOGIN_FAILED,
                  "The system that answers over SSH is not the installed one")
              .why(wrongSystem.why())
              .todo("Check on the console why the machine does not boot from its disk.");
    } else {
      failure =
          BuildFailure.of(
                  FailureKind.GUEST_HUNG,
                  "The guest did not answer over SSH within " + limit.toSeconds() + " s")
              .why(lastWhy)
              .todo(
                  "Check on the console how far it booted: the SSH server must be installed, the "
                      + "network up. If the machine is only slow, raise build.ssh.timeout.");
    }
    return failure.where(target).lastLines(consoleTail).build();
  }

  BuildFailure hangsUp(List<String> consoleTail) {
    return BuildFailure.of(
            FailureKind.LOGIN_FAILED, "The guest's SSH server hangs up, or no longer runs")
        .where(target)
        .why(lastWhy)
        .todo("Check that the SSH server runs and has its host keys.")
        .lastLines(consoleTail)
        .build();
  }
}
