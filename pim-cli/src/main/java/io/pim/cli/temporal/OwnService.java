package io.pim.cli.temporal;

import io.pim.tools.process.ProcessIdentity;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** PIM's own service on this host, for commands that watch a build and keep the service running. */
public interface OwnService {
  /** The part that has died; empty when nothing has, or a person stopped it. */
  Optional<ServiceLoss> loss();

  /** Its current processes, dead or alive; empty if a person has stopped it. */
  List<ProcessIdentity> processes();

  /** Whether a person stopped it and has not started it since. */
  boolean isStopped();

  /**
   * Starts the missing parts, and waits until they run.
   *
   * @param say receives each action and the process of each part that is replaced, a line each, on
   *     the calling thread
   * @throws io.pim.model.failure.BuildFailure when it cannot be started
   */
  void startAgain(Consumer<String> say) throws InterruptedException;

  /**
   * Connects the session to the server that runs now, if it is another one.
   *
   * @throws io.pim.model.failure.BuildFailure when that server does not answer
   */
  void follow();
}
