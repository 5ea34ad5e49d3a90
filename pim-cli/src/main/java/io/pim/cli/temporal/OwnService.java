package io.pim.cli.temporal;

import java.util.Optional;
import java.util.function.Consumer;

/** PIM's own service on this host, for those who watch a build and see to it that it goes on. */
public interface OwnService {
  /** What of it has died; empty where nothing has, or where a person has stopped it. */
  Optional<ServiceLoss> loss();

  /** Whether a person has stopped it and not started it since. */
  boolean isStopped();

  /**
   * Starts what is not there of it; takes as long as that takes.
   *
   * @param say told what is done, a line each, on the calling thread
   * @throws io.pim.model.failure.BuildFailure where it cannot be started
   */
  void startAgain(Consumer<String> say) throws InterruptedException;

  /**
   * Has the session talk to the server that runs now, where that is not the one it has talked to.
   *
   * @throws io.pim.model.failure.BuildFailure where that one does not answer
   */
  void follow();
}
