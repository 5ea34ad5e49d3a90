package io.pim.cli.output;

/** Ends a command with an error message. */
public final class CommandFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient Complaint complaint;

  CommandFailure(Complaint complaint, Throwable cause) {
    super(complaint.what(), cause);
    this.complaint = complaint;
  }

  public Complaint complaint() {
    return complaint;
  }
}
