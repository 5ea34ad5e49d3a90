package io.pim.cli.worker.install;

import io.pim.model.files.DurableFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Copies a PIM distribution. Its build id is written last, so that an incomplete copy is made
 * again.
 */
record ProgramStep(Machine machine, Program program, Owner owner) implements Step {
  private static final String BUILD_ID = "build-id";
  private static final List<String> PARTS = List.of("bin", "lib", "share");
  private static final Set<PosixFilePermission> FOLDER =
      PosixFilePermissions.fromString("rwxr-xr-x");

  @Override
  public String what() {
    return "copy this PIM to " + program.folder();
  }

  @Override
  public boolean isDone() throws IOException {
    Path id = machine.at(program.folder()).resolve(BUILD_ID);
    return !program.isCopied()
        || (Files.exists(id) && Files.mismatch(id, program.source().resolve(BUILD_ID)) < 0);
  }

  @Override
  public void apply() throws IOException {
    Path target = machine.at(program.folder());
    for (String part : PARTS) {
      copyTree(program.source().resolve(part), target.resolve(part));
    }
    folder(target);
    copyFile(program.source().resolve(BUILD_ID), target.resolve(BUILD_ID));
  }

  private void copyTree(Path from, Path to) throws IOException {
    if (Files.notExists(from)) {
      return;
    }
    try (Stream<Path> tree = Files.walk(from)) {
      for (Path path : (Iterable<Path>) tree::iterator) {
        Path copy = to.resolve(from.relativize(path).toString());
        if (Files.isDirectory(path)) {
          folder(copy);
        } else {
          copyFile(path, copy);
        }
      }
    }
  }

  private void folder(Path folder) throws IOException {
    DurableFile.makePrivateFolder(folder);
    machine.give(folder, owner);
    Files.setPosixFilePermissions(folder, FOLDER);
  }

  private void copyFile(Path from, Path to) throws IOException {
    DurableFile.write(
        to,
        Files.isExecutable(from) ? DurableFile.PROGRAM : DurableFile.READABLE,
        out -> Files.copy(from, out));
    machine.give(to, owner);
  }

  @Override
  public Optional<String> makes() {
    return Step.made(program.folder());
  }
}
