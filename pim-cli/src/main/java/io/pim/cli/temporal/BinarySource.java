package io.pim.cli.temporal;

import java.nio.file.Path;

/** One way to obtain a missing program. */
interface BinarySource {
  /** The attempt in a few words, which follow "the Temporal server: ". */
  String attempt();

  /**
   * Writes the program to a file.
   *
   * @param draft a file that does not exist yet; its folder does
   * @throws io.pim.model.failure.BuildFailure when this way does not work
   */
  void make(Path draft) throws InterruptedException;
}
