package io.pim.cli.temporal;

import io.temporal.client.WorkflowClient;
import java.util.Optional;

/** The way to the Temporal service that builds run on. */
public interface TemporalAccess {
  /** Reaches the service; where none is named, PIM's own, which is started if it does not run. */
  Session startIfNeeded();

  /**
   * The same for who only looks: PIM's own worker is started only where builds are not at their
   * end, because those can only be asked while there is one.
   */
  Session open();

  /**
   * Reaches a service that runs, and starts none.
   *
   * @throws io.pim.model.failure.BuildFailure where there is none, or it does not answer
   */
  Session openRunning();

  /** An open connection. */
  interface Session extends AutoCloseable {
    /** The client as of now: PIM's own server may have to be reached anew. */
    WorkflowClient client();

    /** The service, where it is PIM's own, to be started again when it dies. */
    default Optional<OwnService> own() {
      return Optional.empty();
    }

    /** Where the service is, for people. */
    String address();

    @Override
    void close();
  }
}
