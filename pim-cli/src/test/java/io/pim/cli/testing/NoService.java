package io.pim.cli.testing;

import io.pim.cli.temporal.TemporalAccess;
import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;

/** No service runs: files alone decide what is needed. */
public final class NoService implements TemporalAccess {
  @Override
  public Session startIfNeeded() {
    return openRunning();
  }

  @Override
  public Session open() {
    return openRunning();
  }

  @Override
  public Session openRunning() {
    throw BuildFailure.of(FailureKind.HOST_SETUP, "no service runs").build();
  }
}
