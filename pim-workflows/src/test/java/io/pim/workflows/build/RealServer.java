package io.pim.workflows.build;

import io.pim.workflows.visibility.BuildAttributes;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowClientOptions;
import io.temporal.serviceclient.WorkflowServiceStubs;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import io.temporal.testing.TemporalDevServer;
import io.temporal.testing.TemporalDevServerOptions;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** A real Temporal server that knows PIM's search attributes, with a client. */
public final class RealServer implements AutoCloseable {
  private static final Duration LONGEST = Duration.ofMinutes(2);

  private final TemporalDevServer server;
  private final WorkflowServiceStubs service;
  private final WorkflowClient client;

  private RealServer(TemporalDevServer server) {
    this.server = server;
    this.service =
        WorkflowServiceStubs.newServiceStubs(
            WorkflowServiceStubsOptions.newBuilder().setTarget(server.getTarget()).build());
    this.client =
        WorkflowClient.newInstance(
            service,
            WorkflowClientOptions.newBuilder().setDataConverter(TestConverter.make()).build());
  }

  /** Starts a server, or skips the test if its program is missing. */
  public static RealServer start(List<String> more) {
    return new RealServer(
        started(
            TemporalDevServerOptions.newBuilder()
                .setExistingPath(TemporalProgram.require().toString())
                .setIp("127.0.0.1")
                .setUiEnabled(false)
                .setLogLevel("never")
                .setStartupTimeout(LONGEST)
                .setExtraArgs(Stream.concat(searchAttributes().stream(), more.stream()).toList())
                .build()));
  }

  /**
   * The SDK picks the ports some time before the server binds them: another process may have taken
   * them by then.
   */
  private static TemporalDevServer started(TemporalDevServerOptions options) {
    for (int tries = 1; true; tries++) {
      try {
        return TemporalDevServer.start(options);
      } catch (RuntimeException e) {
        if (tries == 3) {
          throw e;
        }
      }
    }
  }

  private static List<String> searchAttributes() {
    return BuildAttributes.ALL.stream()
        .flatMap(a -> Stream.of("--search-attribute", a.getName() + "=Keyword"))
        .toList();
  }

  WorkflowServiceStubs service() {
    return service;
  }

  public WorkflowClient client() {
    return client;
  }

  @Override
  public void close() {
    service.shutdownNow();
    server.close();
  }
}
