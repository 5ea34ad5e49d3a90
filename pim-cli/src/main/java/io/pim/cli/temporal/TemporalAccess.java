package io.pim.cli.temporal;

import io.pim.model.files.PimFolders;
import io.temporal.client.WorkflowClient;
import java.util.Optional;

/** Access to the Temporal service for builds. */
public interface TemporalAccess {
  /** Connects to the service. If none is configured, uses PIM's own and starts it if needed. */
  Session startIfNeeded();

  /**
   * Connects only to read. PIM's own worker is started only if builds have not ended, because those
   * answer only while a worker runs.
   */
  Session open();

  /**
   * Connects to a running service, and starts none.
   *
   * @throws io.pim.model.failure.BuildFailure when there is none, or it does not answer
   */
  Session openRunning();

  /** The same access, with the settings of another project folder if there are any. */
  default TemporalAccess in(PimFolders folders) {
    return this;
  }

  /** An open connection. */
  interface Session extends AutoCloseable {
    /** The current client; PIM's own server may require a new connection. */
    WorkflowClient client();

    /** PIM's own service, if this is a connection to it, so that it can be restarted. */
    default Optional<OwnService> own() {
      return Optional.empty();
    }

    /** The address of the service, for people. */
    String address();

    @Override
    void close();
  }
}
