package io.pim.cli.temporal;

import io.pim.cli.output.Complaint;
import io.pim.cli.output.ExitStatus;
import io.pim.cli.temporal.TemporalAccess.Session;
import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureReport;
import java.time.Clock;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Keeps the service of a watched build available: restarts parts of PIM's own that have died, and
 * waits for a shared one. Used on one thread, which looks at the build between two checks.
 */
public final class ServiceKeeper {
  private final Session session;
  private final Consumer<String> say;
  private final RestartLimit limit;
  private final Silence silence;

  private Optional<ServiceStart> start = Optional.empty();
  private Optional<Exception> lastFailure = Optional.empty();
  private Object seen = "";

  /**
   * @param say receives each action and its reason, a line each
   */
  public ServiceKeeper(Session session, Clock clock, Consumer<String> say) {
    this.session = session;
    this.say = say;
    this.limit = new RestartLimit(clock);
    this.silence = new Silence(session, clock, say);
  }

  /**
   * Whether the build can be observed now; restarts what has died.
   *
   * @throws io.pim.cli.output.CommandFailure when too many restarts failed
   */
  public boolean check() {
    if (start.isPresent() && !finished(start.get())) {
      return false;
    }
    if (session.own().isEmpty()) {
      return true;
    }
    OwnService own = session.own().get();
    Optional<ServiceLoss> loss = own.loss();
    if (loss.isPresent()) {
      startAgain(own, loss.get());
      return false;
    }
    try {
      own.follow();
      return true;
    } catch (BuildFailure e) {
      missed(e);
      return false;
    }
  }

  /**
   * Records an answer of the service and the build's worker.
   *
   * @param progress describes how far the build is; a changed value means progress
   */
  public void answered(Object progress) {
    if (!progress.equals(seen)) {
      limit.progress();
      seen = progress;
    }
  }

  /** Records an answer of the service; the worker's state is not known. */
  public void serviceAnswered() {
    silence.ends();
  }

  /**
   * Records a failed call.
   *
   * @throws RuntimeException the failure, if it is not a missing answer, or if answers have been
   *     missing for too long
   */
  public void missed(RuntimeException failure) {
    if (!ServiceAway.is(failure)) {
      throw failure;
    }
    silence.goesOn(failure);
  }

  private boolean finished(ServiceStart current) {
    boolean done = current.isDone();
    current.notices().forEach(say);
    if (done) {
      start = Optional.empty();
      lastFailure = current.failure();
      lastFailure.ifPresent(e -> say.accept("that failed: " + reason(e)));
    }
    return done;
  }

  private void startAgain(OwnService own, ServiceLoss loss) {
    if (!limit.mayStart()) {
      return;
    }
    if (limit.isUsedUp()) {
      throw givenUp(loss);
    }
    say.accept(loss.what() + ": starting again");
    limit.started();
    start = Optional.of(new ServiceStart(own));
  }

  private RuntimeException givenUp(ServiceLoss loss) {
    return Complaint.of(
            ExitStatus.FAILED,
            "PIM's own service keeps ending: "
                + loss.what()
                + ", after "
                + RestartLimit.MOST
                + " "
                + "starts in which the build made no progress.")
        .at(loss.log())
        .because(lastFailure.map(ServiceKeeper::reason).orElse(""))
        .advise(
            "Fix what the log reports, then: pim up. The build is not lost; it continues from "
                + "its last completed step.")
        .failure(lastFailure.orElse(null));
  }

  private static String reason(Exception e) {
    if (e instanceof BuildFailure failure) {
      FailureReport report = failure.report();
      String last =
          report.lastLines().isEmpty()
              ? ""
              : " (" + report.lastLines().get(report.lastLines().size() - 1) + ")";
      return report.what() + ": " + report.why() + last;
    }
    return String.valueOf(e.getMessage());
  }
}
