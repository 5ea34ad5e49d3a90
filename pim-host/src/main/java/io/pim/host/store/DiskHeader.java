package io.pim.host.store;

import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
import java.nio.file.Path;
import java.util.Optional;

/** Reads the headers of disks. */
@FunctionalInterface
public interface DiskHeader {
  /**
   * The backing file a qcow2 file names, unchecked.
   *
   * @throws BuildFailure TOOL_FAILED where the file cannot be read as qcow2
   */
  Optional<String> backingFile(Path disk) throws InterruptedException;

  /**
   * What a disk names as its backing file, unchecked. A file that cannot be read as qcow2, or that
   * is gone this very moment, stands on nothing.
   */
  default Optional<String> standsOn(Path disk) throws InterruptedException {
    try {
      return backingFile(disk);
    } catch (BuildFailure e) {
      if (e.report().kind() == FailureKind.TOOL_FAILED) {
        return Optional.empty();
      }
      throw e;
    }
  }
}
