package io.pim.cli.doctor;

import io.pim.model.unit.ByteSize;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The free space for a folder.
 *
 * @param least the minimum for any build
 * @param comfortable the space that a build of usual size may need
 */
record SpaceCheck(String use, Path folder, ByteSize least, ByteSize comfortable) implements Check {
  private static final String TODO = "make room: pim build clean, pim image prune";

  @Override
  public String subject() {
    return "Space for " + use;
  }

  @Override
  public Finding look() throws IOException {
    Path there = FolderCheck.nearest(folder);
    long free = Files.getFileStore(there).getUsableSpace();
    String what = (free > 0 ? new ByteSize(free).rounded() : "nothing") + " free in " + there;
    if (free < least.bytes()) {
      return Finding.fail(subject(), what + ", less than " + least, TODO);
    }
    return free < comfortable.bytes()
        ? Finding.warn(subject(), what + "; a build may need " + comfortable, TODO)
        : Finding.ok(subject(), what);
  }
}
