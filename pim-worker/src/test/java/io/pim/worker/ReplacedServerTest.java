package io.pim.worker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
import io.pim.worker.connection.ServerState;
import io.pim.worker.connection.ServiceAddress;
import io.pim.worker.connection.TemporalConnection;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.workflowservice.v1.DescribeWorkflowExecutionRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** PIM's own server has ended, and another user's server has taken its port. */
@Timeout(300)
class ReplacedServerTest {
  private static final Duration LIMIT = Duration.ofSeconds(30);

  @TempDir Path folder;

  @Test
  void ignoresNotFoundOfAnotherServer() throws Exception {
    ServerState state;
    try (DevServer own = DevServer.start(folder)) {
      state = known(own);
    }
    ServiceAddress address = ServiceAddress.local(state);
    try (DevServer own = DevServer.startAt(state.port(), folder);
        TemporalConnection connection =
            TemporalConnection.probe(ServiceAddress.local(known(own)), LIMIT)) {
      assertEquals(Status.Code.NOT_FOUND, describeUnknownWorkflow(connection).getCode());
      connection.service();
      BuildFailure refused =
          assertThrows(BuildFailure.class, () -> TemporalConnection.probe(address, LIMIT));
      assertEquals(FailureKind.NETWORK, refused.report().kind());
      assertTrue(refused.report().why().contains("another Temporal server"), refused.toString());

      own.end();
      try (DevServer other = DevServer.startAt(state.port(), folder)) {
        assertTrue(other.isAlive());
        DevServer.until("the connection reaches the other server", () -> isElsewhere(connection));
        assertThrows(StatusRuntimeException.class, connection::service);
      }
    }
  }

  /** The facts that PIM records about its own server at the first answer. */
  private static ServerState known(DevServer server) {
    try (TemporalConnection connection = TemporalConnection.probe(server.address(), LIMIT)) {
      Optional<String> id = connection.namespaceId(LIMIT);
      assertTrue(id.isPresent());
      return server.state().answered("1", id);
    }
  }

  /** False while nothing answers. */
  private static boolean isElsewhere(TemporalConnection connection) {
    Status status = describeUnknownWorkflow(connection);
    assertEquals(Status.Code.UNAVAILABLE, status.getCode(), status.toString());
    return String.valueOf(status.getDescription()).contains("another Temporal server");
  }

  private static Status describeUnknownWorkflow(TemporalConnection connection) {
    return assertThrows(
            StatusRuntimeException.class,
            () ->
                connection
                    .stubs()
                    .blockingStub()
                    .withDeadlineAfter(LIMIT.toSeconds(), TimeUnit.SECONDS)
                    .describeWorkflowExecution(
                        DescribeWorkflowExecutionRequest.newBuilder()
                            .setNamespace("default")
                            .setExecution(WorkflowExecution.newBuilder().setWorkflowId("none"))
                            .build()))
        .getStatus();
  }
}
