package io.pim.host.iso;

import java.nio.file.Path;
import java.util.List;

/**
 * What removing an ISO took away.
 *
 * @param freed bytes; a hard link to a file that stays elsewhere frees none
 */
public record IsoRemoval(List<Path> files, long freed) {
  public IsoRemoval {
    files = List.copyOf(files);
  }
}
