package io.pim.cli.temporal;

import io.grpc.StatusRuntimeException;
import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
import io.pim.worker.connection.NoAnswer;

/** Distinguishes a service that does not answer from one that refuses. */
public final class ServiceAway {
  private ServiceAway() {}

  /** Whether a call failed because the service did not answer. */
  public static boolean is(Throwable thrown) {
    for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
      if (cause instanceof StatusRuntimeException failure) {
        return NoAnswer.is(failure.getStatus());
      }
      if (cause instanceof BuildFailure failure) {
        return failure.report().kind() == FailureKind.NETWORK;
      }
    }
    return false;
  }
}
