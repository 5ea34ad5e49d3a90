package io.pim.tools.fetch;

import java.nio.file.Path;

/** The result of fetching one URL. */
public sealed interface UrlOutcome {
  /** The whole file is here, but not verified yet. */
  record Got(Path file) implements UrlOutcome {}

  /** The URL does not have the file, and trying again will not help. */
  record Gone(String why) implements UrlOutcome {}

  /**
   * The download failed, but may succeed later.
   *
   * @param begun whether new bytes arrived that a later attempt can resume from; a URL that sends
   *     nothing must not block the others
   */
  record Failed(String why, boolean begun) implements UrlOutcome {}
}
