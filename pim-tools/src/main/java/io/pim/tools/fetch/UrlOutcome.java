package io.pim.tools.fetch;

import java.nio.file.Path;
import java.util.Optional;

/** The result of fetching one URL. */
public sealed interface UrlOutcome {
  /**
   * The whole file is here, but not verified yet.
   *
   * @param resumed whether a part of it is from an earlier answer, which may have been of another
   *     file
   */
  record Got(Path file, boolean resumed) implements UrlOutcome {}

  /**
   * The URL does not give the file, and trying again will not help.
   *
   * @param remedy what a person must do about it; empty if the URL is wrong
   */
  record Gone(String why, Optional<String> remedy) implements UrlOutcome {
    public Gone(String why) {
      this(why, Optional.empty());
    }
  }

  /** The whole file was here, and is not the ISO. */
  record Wrong(String why) implements UrlOutcome {}

  /**
   * The download failed, but may succeed later.
   *
   * @param begun whether new bytes arrived that a later attempt can resume from; a URL that sends
   *     nothing must not block the others
   */
  record Failed(String why, boolean begun) implements UrlOutcome {}
}
