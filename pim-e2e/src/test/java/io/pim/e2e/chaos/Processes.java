package io.pim.e2e.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import io.pim.e2e.PimUser;
import io.pim.model.files.ServiceFolder;
import io.pim.model.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** One user's processes, found by PIM's files about them and never by their names. */
final class Processes {
  private final ServiceFolder service;
  private final Path runtime;
  private final Path home;

  Processes(PimUser user) {
    this.service = new ServiceFolder(user.service());
    this.runtime = user.runtime();
    this.home = user.home();
  }

  Optional<ProcessHandle> worker() throws IOException {
    return of(service.worker());
  }

  Optional<ProcessHandle> server() throws IOException {
    return of(service.server());
  }

  /** The virtual machines that have written their pid file. */
  List<ProcessHandle> machines() throws IOException {
    if (Files.notExists(runtime)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(runtime)) {
      return files.filter(f -> f.toString().endsWith(".pid")).flatMap(this::ofPidFile).toList();
    }
  }

  /**
   * The machines without a pid file, found by this home in their arguments. There should be none.
   */
  List<ProcessHandle> strays() {
    return ProcessHandle.allProcesses().filter(p -> isMachine(p)).toList();
  }

  private boolean isMachine(ProcessHandle process) {
    return process
        .info()
        .commandLine()
        .filter(line -> line.contains("-pidfile " + home + "/"))
        .isPresent();
  }

  private Stream<ProcessHandle> ofPidFile(Path file) {
    try {
      return ProcessHandle.of(Long.parseLong(Files.readString(file).strip()))
          .filter(this::isMachine)
          .stream();
    } catch (IOException | NumberFormatException e) {
      // The file was just removed, or is being written.
      return Stream.empty();
    }
  }

  private static Optional<ProcessHandle> of(Path stateFile) throws IOException {
    try {
      JsonNode state = Json.mapper().readTree(Files.readAllBytes(stateFile));
      return ProcessHandle.of(state.at("/process/pid").asLong());
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }
}
