package io.pim.cli.temporal;

import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
import io.pim.model.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Reads, writes and removes the files that describe processes. */
final class StateFiles {
  private StateFiles() {}

  /** Empty without a file, or when an older PIM wrote it in another shape. */
  static <T> Optional<T> read(Path file, Class<T> type) {
    try {
      return Files.exists(file) ? Optional.of(Json.read(file, type)) : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  static void write(Path file, Object state) {
    try {
      Json.write(file, state);
    } catch (IOException e) {
      throw failure(file, e);
    }
  }

  static void remove(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw failure(file, e);
    }
  }

  private static BuildFailure failure(Path file, IOException e) {
    return BuildFailure.of(FailureKind.HOST_SETUP, "PIM's state cannot be written")
        .where(file)
        .why(String.valueOf(e.getMessage()))
        .todo("check the folder's permissions and free space")
        .causedBy(e)
        .build();
  }
}
