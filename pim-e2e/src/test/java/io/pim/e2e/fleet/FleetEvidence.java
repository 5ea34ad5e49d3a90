package io.pim.e2e.fleet;

import io.pim.e2e.chaos.RunningBuild;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.stream.Stream;

/** Keeps the logs of a failed scene. */
final class FleetEvidence {
  private final Path folder;

  FleetEvidence(Path folder) {
    this.folder = folder;
  }

  void keep(Fleet fleet, Throwable failure) throws IOException {
    Scratch.delete(folder);
    Files.createDirectories(folder);
    Files.writeString(folder.resolve("failure.txt"), failure + "\n");
    int number = 0;
    for (RunningBuild build : fleet.builds()) {
      number++;
      Path own = Files.createDirectories(folder.resolve("build-" + number));
      Files.writeString(
          own.resolve("timeline.txt"), String.join("\n", build.timeline().lines()) + "\n");
      Files.writeString(own.resolve("history.json"), build.history());
      Files.writeString(own.resolve("watch.txt"), build.printed());
    }
    copyLogs(fleet.folder(), folder.resolve("service"));
    for (FleetHost host : fleet.hosts()) {
      copyLogs(host.user().home(), folder.resolve(host.name()));
    }
  }

  private static void copyLogs(Path from, Path to) throws IOException {
    try (Stream<Path> tree = Files.walk(from)) {
      for (Path file : tree.filter(f -> f.toString().endsWith(".log")).toList()) {
        Path target = to.resolve(from.relativize(file).toString());
        Files.createDirectories(target.getParent());
        Files.copy(file, target, StandardCopyOption.REPLACE_EXISTING);
      }
    }
  }
}
