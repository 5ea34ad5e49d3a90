package io.pim.cli.shell;

import io.grpc.StatusRuntimeException;
import io.pim.cli.output.Complaint;
import io.pim.cli.temporal.TemporalAccess.Session;

/**
 * Runs the part of a command that needs the Temporal service; errors then include the service's
 * address.
 */
public final class ServiceCall {
  private ServiceCall() {}

  /** The part of a command that needs the service. */
  public interface Body {
    int run(Session session) throws Exception;
  }

  /** Runs the body, and closes the session. */
  public static int on(Session session, Body body) throws Exception {
    try (session) {
      return body.run(session);
    } catch (RuntimeException e) {
      Complaint complaint = Complaints.of(e);
      throw complaint.where().isEmpty() && isOfService(e)
          ? complaint.at(session.address()).failure(e)
          : e;
    }
  }

  private static boolean isOfService(Throwable thrown) {
    for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
      if (cause instanceof StatusRuntimeException) {
        return true;
      }
    }
    return false;
  }
}
