package io.pim.cli.doctor;

import java.nio.file.Files;
import java.nio.file.Path;

/** Of a folder that may still have to be made, the part that is there. */
record NearestFolder(Path path) {
  /** The folder, or the nearest above it that exists. */
  static NearestFolder of(Path wanted) {
    Path path = wanted.toAbsolutePath();
    while (path.getParent() != null && Files.notExists(path)) {
      path = path.getParent();
    }
    return new NearestFolder(path);
  }
}
