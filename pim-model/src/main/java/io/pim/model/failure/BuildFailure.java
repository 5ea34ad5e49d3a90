package io.pim.model.failure;

import java.util.List;

/** Thrown when a build cannot continue; carries the complete report. */
public final class BuildFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient FailureReport report;

  public BuildFailure(FailureReport report, Throwable cause) {
    super(report.what(), cause);
    this.report = report;
  }

  public FailureReport report() {
    return report;
  }

  /** Starts the description of a failure of {@code kind}; {@code what} is one sentence. */
  public static Builder of(FailureKind kind, String what) {
    return new Builder(kind, what);
  }

  /** Collects the facts about a failure. */
  public static final class Builder {
    private final FailureKind kind;
    private final String what;
    private String where = "";
    private String why = "";
    private String todo = "";
    private List<String> lastLines = List.of();
    private Throwable cause;

    private Builder(FailureKind kind, String what) {
      this.kind = kind;
      this.what = what;
    }

    public Builder where(Object place) {
      this.where = place.toString();
      return this;
    }

    public Builder why(String reason) {
      this.why = reason;
      return this;
    }

    public Builder todo(String advice) {
      this.todo = advice;
      return this;
    }

    public Builder lastLines(List<String> lines) {
      this.lastLines = lines;
      return this;
    }

    public Builder causedBy(Throwable throwable) {
      this.cause = throwable;
      return this;
    }

    public BuildFailure build() {
      return new BuildFailure(new FailureReport(kind, what, where, why, todo, lastLines), cause);
    }
  }
}
