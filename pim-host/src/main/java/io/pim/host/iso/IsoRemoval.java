package io.pim.host.iso;

import java.nio.file.Path;
import java.util.List;

/**
 * The result of removing an ISO.
 *
 * @param freed bytes; a hard link to a file that also exists elsewhere frees none
 */
public record IsoRemoval(List<Path> files, long freed) {
  public IsoRemoval {
    files = List.copyOf(files);
  }
}
