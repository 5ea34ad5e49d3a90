package io.pim.worker.connection;

import io.grpc.Status;
import java.io.IOException;
import java.util.EnumSet;
import java.util.Set;

/** Distinguishes a call without an answer from one that the service has refused. */
public final class NoAnswer {
  private static final Set<Status.Code> CODES =
      EnumSet.of(Status.Code.UNAVAILABLE, Status.Code.DEADLINE_EXCEEDED);

  private NoAnswer() {}

  /**
   * Whether a call with this status got no answer: the service was away, too slow, or has ended.
   *
   * <p>When a TLS connection ends under a call, gRPC's status may be UNKNOWN, "channel closed". It
   * has Netty's exception as its cause; a status that the service has sent has none.
   */
  public static boolean is(Status status) {
    return CODES.contains(status.getCode())
        || (status.getCode() == Status.Code.UNKNOWN && status.getCause() instanceof IOException);
  }
}
