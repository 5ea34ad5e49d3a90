package io.pim.worker.connection;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.grpc.Status;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import org.junit.jupiter.api.Test;

class NoAnswerTest {
  /** gRPC's status for a TLS connection that ends, as seen when Temporal was killed. */
  @Test
  void aClosedChannelIsNotAnAnswer() {
    Status closed =
        Status.UNKNOWN.withDescription("channel closed").withCause(new ClosedChannelException());
    assertTrue(NoAnswer.is(closed));
    assertTrue(NoAnswer.is(closed.asRuntimeException().getStatus()));
    assertTrue(NoAnswer.is(Status.UNAVAILABLE));
    assertTrue(NoAnswer.is(Status.DEADLINE_EXCEEDED));
  }

  @Test
  void anErrorOfTheServiceIsAnAnswer() {
    assertFalse(NoAnswer.is(Status.UNKNOWN.withDescription("channel closed")));
    for (Status.Code code :
        new Status.Code[] {
          Status.Code.NOT_FOUND, Status.Code.INTERNAL, Status.Code.PERMISSION_DENIED
        }) {
      assertFalse(NoAnswer.is(code.toStatus().withCause(new IOException())), code.toString());
    }
  }
}
