package io.pim.cli.output;

import java.util.List;

/**
 * An error message for the person who ran the command.
 *
 * @param exitStatus one of {@link ExitStatus}
 * @param what the error, one sentence
 * @param where the file, address or build; may be empty
 * @param why the known causes, a line each; may be empty
 * @param todo what to do next; may be empty
 */
public record Complaint(int exitStatus, String what, String where, List<String> why, String todo) {
  public Complaint {
    why = List.copyOf(why);
  }

  /** A complaint without a cause or advice. */
  public static Complaint of(int exitStatus, String what) {
    return new Complaint(exitStatus, what, "", List.of(), "");
  }

  public Complaint at(Object place) {
    return new Complaint(exitStatus, what, place.toString(), why, todo);
  }

  public Complaint because(String reason) {
    return because(reason.isEmpty() ? List.of() : List.of(reason));
  }

  public Complaint because(List<String> reasons) {
    return new Complaint(exitStatus, what, where, reasons, todo);
  }

  public Complaint advise(String advice) {
    return new Complaint(exitStatus, what, where, why, advice);
  }

  /** The complaint as an exception that ends the command. */
  public CommandFailure failure() {
    return new CommandFailure(this, null);
  }

  /** As {@link #failure()}, with a cause that {@code --debug} shows. */
  public CommandFailure failure(Throwable cause) {
    return new CommandFailure(this, cause);
  }
}
