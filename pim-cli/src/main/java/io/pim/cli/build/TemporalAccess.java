package io.pim.cli.build;

import io.temporal.client.WorkflowClient;

/** The way to the Temporal service that builds run on. */
public interface TemporalAccess {
  /** Reaches the service; where none is named, PIM's own, which is started if it does not run. */
  Session startIfNeeded();

  /** Reaches a service that runs; starts none. */
  Session open();

  /** An open connection. */
  interface Session extends AutoCloseable {
    WorkflowClient client();

    /** Where the service is, for people. */
    String address();

    @Override
    void close();
  }
}
