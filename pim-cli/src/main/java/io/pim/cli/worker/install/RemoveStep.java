package io.pim.cli.worker.install;

import io.pim.model.files.PrivateFolders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/** Removes a file, or a folder with all in it. Links are removed, not followed. */
record RemoveStep(Machine machine, Path path) implements Step {
  @Override
  public String what() {
    return "remove " + path;
  }

  @Override
  public boolean isDone() {
    return !Files.exists(machine.at(path), LinkOption.NOFOLLOW_LINKS);
  }

  @Override
  public void apply() throws IOException {
    Path file = machine.at(path);
    if (Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS)) {
      PrivateFolders.delete(file);
    } else {
      Files.deleteIfExists(file);
    }
  }
}
