package io.pim.e2e.chaos;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Files that must not exist while no build runs; see docs/files.md. */
public final class Leftovers {
  /** Keys, facts about processes, drafts, work disks. A running worker has tasks.lock. */
  private static final Pattern FILE =
      Pattern.compile(
          ".*/builds/[^/]+/(.*key|.*-vm\\.json|.*-server\\.json|packages\\.json"
              + "|flattened\\.json|verified\\.json)"
              + "|.*/claims/.+|.*/work/.+|.*/run/pim/(?!tasks\\.lock$).+|.*\\.part|.*\\.tmp");

  /** A worker always has the tasks of its host's own workflow, which is not a build. */
  private static final String OF_HOST = "\"workflowType\" : \"Host\"";

  private Leftovers() {}

  private static boolean isOfHost(Path path) throws IOException {
    try {
      return path.toString().contains("/run/pim/tasks/")
          && Files.readString(path).contains(OF_HOST);
    } catch (NoSuchFileException e) {
      // The task ended at this moment.
      return true;
    }
  }

  /** The leftover files, relative to the home; empty if there are none. */
  static List<String> of(ChaosUser user) throws IOException {
    List<String> found = new ArrayList<>();
    user.processes().strays().forEach(p -> found.add("QEMU process " + p.pid()));
    found.addAll(in(user.pim().home()));
    return found;
  }

  /** The leftover files in a home, relative to it. */
  public static List<String> in(Path home) throws IOException {
    List<String> found = new ArrayList<>();
    Files.walkFileTree(
        home,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            note(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path folder, IOException problem)
              throws IOException {
            if (folder.getParent().endsWith("work")) {
              note(folder);
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException gone) {
            return FileVisitResult.CONTINUE;
          }

          private void note(Path path) throws IOException {
            if (!isOfHost(path) && FILE.matcher(path.toString()).matches()) {
              found.add(home.relativize(path).toString());
            }
          }
        });
    return found;
  }
}
