package io.pim.host.store;

import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
import java.nio.file.Path;
import java.util.Optional;

/** Reads the headers of disks. */
@FunctionalInterface
public interface DiskHeader {
  /**
   * The backing file in a qcow2 header, unchecked.
   *
   * @throws BuildFailure TOOL_FAILED when the file cannot be read as qcow2
   */
  Optional<String> backingFile(Path disk) throws InterruptedException;

  /**
   * The backing file of a disk, unchecked; empty for a file that is not valid qcow2, or has just
   * disappeared.
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
