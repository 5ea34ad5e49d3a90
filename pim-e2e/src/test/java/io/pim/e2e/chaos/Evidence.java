package io.pim.e2e.chaos;

import io.pim.model.files.ServiceFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.stream.Stream;

/** Keeps the evidence of a failed cell. */
final class Evidence {
  private final Path folder;

  Evidence(Path folder) {
    this.folder = folder;
  }

  void keep(ChaosUser user, RunningBuild build, Throwable failure) throws Exception {
    Files.createDirectories(folder);
    Files.writeString(folder.resolve("failure.txt"), failure + "\n");
    Files.writeString(folder.resolve("timeline.txt"), String.join("\n", build.timeline().lines()));
    Files.writeString(folder.resolve("history.json"), build.history());
    Files.writeString(folder.resolve("cli.txt"), build.printed());
    ServiceFolder service = new ServiceFolder(user.pim().service());
    copy(service.workerLog());
    copy(service.serverLog());
    if (!build.timeline().buildId().isEmpty()) {
      copyTree(build.folder());
      copy(new ImageRecords(user.pim().data(), build.id()).image());
    }
  }

  private void copyTree(Path from) throws IOException {
    if (Files.exists(from)) {
      try (Stream<Path> files = Files.list(from)) {
        for (Path file : files.filter(Files::isRegularFile).toList()) {
          copy(file);
        }
      }
    }
  }

  private void copy(Path file) throws IOException {
    if (Files.exists(file)) {
      Files.copy(file, folder.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
    }
  }
}
