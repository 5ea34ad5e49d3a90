package io.pim.tools.fetch;

import java.nio.file.Path;

/** What came of one URL. */
public sealed interface UrlOutcome {
  /** The whole file is here, not verified yet. */
  record Got(Path file) implements UrlOutcome {}

  /** It is not to be had there, and asking again will not change that. */
  record Gone(String why) implements UrlOutcome {}

  /**
   * It could not be had now.
   *
   * @param begun whether more of it came than was here, and can be gone on with: a URL that gives
   *     nothing must not keep the others from their turn
   */
  record Failed(String why, boolean begun) implements UrlOutcome {}
}
