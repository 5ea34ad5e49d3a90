package io.pim.activities.iso;

import java.nio.file.Path;

/** What came of one URL. */
sealed interface UrlOutcome {
  /** The whole file is here, not verified yet. */
  record Got(Path file) implements UrlOutcome {}

  /** It is not to be had there, and asking again will not change that. */
  record Gone(String why) implements UrlOutcome {}

  /** It could not be had now; {@code begun} where a part is here that can be gone on with. */
  record Failed(String why, boolean begun) implements UrlOutcome {}
}
