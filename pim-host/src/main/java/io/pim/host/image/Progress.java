package io.pim.host.image;

/** Receives the progress of a long task; an exception from it ends the task. */
@FunctionalInterface
public interface Progress {
  /**
   * Reports progress.
   *
   * @param fraction 0 to 1; negative when not known
   * @param doing the current activity, such as {@code converting}
   */
  void at(double fraction, String doing);
}
