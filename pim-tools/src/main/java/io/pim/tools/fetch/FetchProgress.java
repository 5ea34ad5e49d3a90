package io.pim.tools.fetch;

/** Receives the progress of a fetch, on the fetching thread; may throw to stop the fetch. */
@FunctionalInterface
public interface FetchProgress {
  /** The current activity. */
  enum Phase {
    /** Another process is fetching the same ISO. */
    WAIT,
    DOWNLOAD,
    COPY,
    VERIFY
  }

  /**
   * Called at least once a second or two.
   *
   * @param bytes the bytes done
   * @param total all bytes; -1 when the number is not known
   */
  void at(Phase phase, long bytes, long total);

  /** Reports a URL that did not give the ISO, when another one did. */
  default void passedOver(String line) {}
}
