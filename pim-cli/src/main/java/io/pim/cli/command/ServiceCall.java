package io.pim.cli.command;

import io.grpc.StatusRuntimeException;
import io.pim.cli.build.TemporalAccess.Session;
import io.pim.cli.output.Complaint;

/** What a command does on the Temporal service; errors of the service say where it is. */
final class ServiceCall {
  private ServiceCall() {}

  /** The part of a command that needs the service. */
  interface Body {
    int run(Session session) throws Exception;
  }

  /** Runs the body, and closes the session. */
  static int on(Session session, Body body) throws Exception {
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
