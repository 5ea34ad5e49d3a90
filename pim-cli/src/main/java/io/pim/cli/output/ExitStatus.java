package io.pim.cli.output;

/** The exit statuses of commands; scripts and CI rely on the numbers. */
public final class ExitStatus {
  public static final int DONE = 0;
  public static final int FAILED = 1;

  /** Wrong usage or configuration: nothing was started. */
  public static final int USAGE = 2;

  /** The build waits for a person. */
  public static final int HELD = 3;

  /** The command was interrupted, or the build it shows was cancelled. */
  public static final int INTERRUPTED = 130;

  private ExitStatus() {}
}
