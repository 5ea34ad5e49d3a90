package io.pim.tools.aws.fake;

/** An error answer of AWS. */
public final class Refusal extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int status;
  private final String code;
  private final String reason;

  public Refusal(int status, String code, String message) {
    this(status, code, message, "");
  }

  /**
   * An error of the EBS direct APIs.
   *
   * @param reason the value of the error's member Reason; may be empty
   */
  public Refusal(int status, String code, String message, String reason) {
    super(message);
    this.status = status;
    this.code = code;
    this.reason = reason;
  }

  static Refusal invalid(String message) {
    return new Refusal(400, "InvalidParameterValue", message);
  }

  int status() {
    return status;
  }

  String code() {
    return code;
  }

  String reason() {
    return reason;
  }
}
