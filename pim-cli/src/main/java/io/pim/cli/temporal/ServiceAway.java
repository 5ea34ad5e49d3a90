package io.pim.cli.temporal;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
import java.util.EnumSet;
import java.util.Set;

/** Distinguishes a service that does not answer from one that refuses. */
public final class ServiceAway {
  private static final Set<Status.Code> CODES =
      EnumSet.of(Status.Code.UNAVAILABLE, Status.Code.DEADLINE_EXCEEDED);

  private ServiceAway() {}

  /** Whether a call failed because the service did not answer. */
  public static boolean is(Throwable thrown) {
    for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
      if (cause instanceof StatusRuntimeException failure) {
        return CODES.contains(failure.getStatus().getCode());
      }
      if (cause instanceof BuildFailure failure) {
        return failure.report().kind() == FailureKind.NETWORK;
      }
    }
    return false;
  }
}
