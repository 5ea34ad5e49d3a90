package io.pim.host.store;

import java.nio.file.Path;
import java.util.Optional;

/** Reads the headers of disks. */
@FunctionalInterface
public interface DiskHeader {
  /**
   * The backing file a qcow2 file names, unchecked.
   *
   * @throws io.pim.model.failure.BuildFailure TOOL_FAILED where the file cannot be read as qcow2
   */
  Optional<String> backingFile(Path disk) throws InterruptedException;
}
