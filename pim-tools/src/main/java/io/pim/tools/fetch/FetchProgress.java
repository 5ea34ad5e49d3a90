package io.pim.tools.fetch;

/** Hears how a fetch goes on, in the thread that fetches; may throw to stop. */
@FunctionalInterface
public interface FetchProgress {
  /** What is being done. */
  enum Phase {
    /** Another process fetches the same ISO. */
    WAIT,
    DOWNLOAD,
    COPY,
    VERIFY
  }

  /**
   * Called at least once a second or two.
   *
   * @param bytes how much is done
   * @param total how much there is; -1 when that is not known
   */
  void at(Phase phase, long bytes, long total);
}
