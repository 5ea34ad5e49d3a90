package io.pim.cli.doctor;

import io.pim.model.failure.BuildFailure;
import java.time.Duration;
import java.util.Optional;

/**
 * A check that needs the service. It is skipped when the service does not answer, which another
 * check reports.
 */
record OnService(ServiceReach reach, Check check) implements Check {
  @Override
  public String subject() {
    return check.subject();
  }

  @Override
  public Finding look() throws Exception {
    try {
      reach.connect();
    } catch (BuildFailure reported) {
      return new Finding(
          subject(),
          Verdict.WARN,
          "not checked: the Temporal service does not answer",
          Optional.empty());
    }
    return check.look();
  }

  @Override
  public Finding late(Duration limit) {
    return check.late(limit);
  }
}
