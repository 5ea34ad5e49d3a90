package io.pim.cli.temporal;

import java.nio.file.Path;

/** One way to get at a program that is not there yet. */
interface BinarySource {
  /** What is about to be tried, a few words that follow "the Temporal server: ". */
  String attempt();

  /**
   * Puts the program where it is wanted.
   *
   * @param draft a file that does not exist yet; its folder does
   * @throws io.pim.model.failure.BuildFailure where this way is closed
   */
  void make(Path draft) throws InterruptedException;
}
