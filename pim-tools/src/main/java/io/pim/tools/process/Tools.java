package io.pim.tools.process;

import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Finds the executables of this host by name. */
public final class Tools {
  /** Folders that are missing from the PATH of a worker started by launchd or systemd. */
  private static final List<String> USUAL_FOLDERS =
      List.of("/opt/homebrew/bin", "/usr/local/bin", "/usr/bin", "/bin", "/usr/sbin", "/sbin");

  private final List<Path> folders;

  public Tools(List<Path> folders) {
    this.folders = List.copyOf(folders);
  }

  /**
   * Searches the PATH of an environment, then the usual folders.
   *
   * @param environment as from {@link System#getenv()}
   */
  public static Tools of(Map<String, String> environment) {
    Stream<String> path =
        Arrays.stream(environment.getOrDefault("PATH", "").split(File.pathSeparator, -1));
    return new Tools(
        Stream.concat(path, USUAL_FOLDERS.stream())
            .filter(folder -> folder.startsWith("/"))
            .distinct()
            .map(Path::of)
            .toList());
  }

  /** The first executable file with that name. */
  public Optional<Path> find(String name) {
    return folders.stream()
        .map(folder -> folder.resolve(name))
        .filter(file -> Files.isRegularFile(file) && Files.isExecutable(file))
        .findFirst();
  }

  /**
   * The first executable file with that name.
   *
   * @param todo how to install it, one sentence
   * @throws BuildFailure TOOL_MISSING
   */
  public Path require(String name, String todo) {
    return find(name)
        .orElseThrow(
            () ->
                BuildFailure.of(FailureKind.TOOL_MISSING, name + " is not installed")
                    .why("no executable " + name + " in " + describe())
                    .todo(todo)
                    .build());
  }

  private String describe() {
    return String.join(":", folders.stream().map(Path::toString).toList());
  }
}
