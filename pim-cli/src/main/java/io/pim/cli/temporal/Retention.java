package io.pim.cli.temporal;

import com.google.protobuf.util.Durations;
import io.pim.worker.connection.TemporalConnection;
import io.temporal.api.namespace.v1.NamespaceConfig;
import io.temporal.api.workflowservice.v1.DescribeNamespaceRequest;
import io.temporal.api.workflowservice.v1.UpdateNamespaceRequest;
import java.util.concurrent.TimeUnit;

/**
 * Makes PIM's own server keep finished builds, because a development server forgets them after a
 * day.
 */
record Retention(TemporalConnection connection) {
  private static final long DAYS = 90;
  private static final long CALL_SECONDS = 10;

  void ensure() {
    String namespace = connection.address().namespace();
    var stub = connection.stubs().blockingStub().withDeadlineAfter(CALL_SECONDS, TimeUnit.SECONDS);
    var now =
        stub.describeNamespace(
            DescribeNamespaceRequest.newBuilder().setNamespace(namespace).build());
    if (Durations.toDays(now.getConfig().getWorkflowExecutionRetentionTtl()) < DAYS) {
      stub.updateNamespace(
          UpdateNamespaceRequest.newBuilder()
              .setNamespace(namespace)
              .setConfig(
                  NamespaceConfig.newBuilder()
                      .setWorkflowExecutionRetentionTtl(Durations.fromDays(DAYS)))
              .build());
    }
  }
}
