package io.pim.cli.doctor;

import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A folder that PIM writes to. PIM creates it on first use.
 *
 * @param use PIM's word for it
 */
record FolderCheck(String use, Path folder) implements Check {
  /** The folder, or its nearest existing parent. */
  static Path nearest(Path folder) {
    Path path = folder.toAbsolutePath();
    while (path.getParent() != null && Files.notExists(path)) {
      path = path.getParent();
    }
    return path;
  }

  @Override
  public String subject() {
    return "Folder for " + use;
  }

  @Override
  public Finding look() {
    Path there = nearest(folder);
    if (!Files.isDirectory(there)) {
      return Finding.fail(
          subject(), there + " is in the way: it is not a folder", "mv " + there + " elsewhere");
    }
    if (!Files.isWritable(there) || !Files.isExecutable(there)) {
      return Finding.fail(
          subject(),
          there + " cannot be written",
          "sudo chown $USER " + there + "; chmod u+rwx " + there);
    }
    return Finding.ok(subject(), folder + (there.equals(folder) ? "" : ", created when needed"));
  }
}
