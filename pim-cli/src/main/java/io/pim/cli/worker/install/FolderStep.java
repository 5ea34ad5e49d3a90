package io.pim.cli.worker.install;

import io.pim.cli.output.Complaint;
import io.pim.cli.output.ExitStatus;
import io.pim.model.files.DurableFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Creates a folder with its owner and mode.
 *
 * @param mode such as {@code rwxr-x---}
 * @param exact whether a folder that exists gets this owner and mode as well
 */
record FolderStep(Machine machine, Path path, String mode, Owner owner, boolean exact)
    implements Step {
  FolderStep(Machine machine, Path path, String mode, Owner owner) {
    this(machine, path, mode, owner, true);
  }

  /** A private folder; one that exists keeps the mode that its user gave it. */
  static FolderStep unlessThere(Machine machine, Path path, Owner owner) {
    return new FolderStep(machine, path, "rwx------", owner, false);
  }

  @Override
  public String what() {
    return "create folder " + path + " (" + mode + " " + owner + ")";
  }

  @Override
  public boolean isDone() throws IOException {
    Path folder = machine.at(path);
    if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
      return false;
    }
    if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
      throw Complaint.of(ExitStatus.FAILED, "A folder of the worker cannot be made.")
          .at(path)
          .because("something that is not a folder has its name")
          .advise("Move it aside and run the command again.")
          .failure();
    }
    return machine.ownerOf(folder).equals(owner)
        && (!exact
            || PosixFilePermissions.toString(Files.getPosixFilePermissions(folder)).equals(mode));
  }

  @Override
  public void apply() throws IOException {
    Path folder = machine.at(path);
    List<Path> missing = new ArrayList<>();
    for (Path at = folder; at != null && Files.notExists(at); at = at.getParent()) {
      missing.add(at);
    }
    DurableFile.makePrivateFolder(folder);
    for (Path made : missing) {
      machine.give(made, owner);
    }
    machine.give(folder, owner);
    if (exact || !missing.isEmpty()) {
      Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString(mode));
    }
  }

  @Override
  public Optional<String> makes() {
    return Files.exists(machine.at(path)) ? Optional.empty() : Step.made(path);
  }
}
