package io.pim.worker;

import io.pim.tools.process.Tools;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The folder of a {@link Stranger}: PIM's classes, readable for another user, without a key. */
final class StrangersRoom implements AutoCloseable {
  private static final String NOBODY = "65534";

  private final Path root;
  private final String address;
  private final List<String> asAnother;

  private StrangersRoom(Path root, String address, List<String> asAnother) {
    this.root = root;
    this.address = address;
    this.asAnother = asAnother;
  }

  static StrangersRoom make(String address) throws IOException {
    Path root = Files.createTempDirectory("stranger");
    int count = 0;
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      Path from = Path.of(entry);
      // Large, and useless to the stranger.
      if (Files.exists(from) && !entry.matches(".*/(jruby|awssdk|archunit).*")) {
        copy(from, root.resolve("cp" + count++ + "-" + from.getFileName()));
      }
    }
    open(root);
    return new StrangersRoom(root, address, asAnother());
  }

  /** The prefix that runs a command as another user; empty unless this is root. */
  private static List<String> asAnother() {
    Optional<Path> setpriv = Tools.of(System.getenv()).find("setpriv");
    return System.getProperty("user.name").equals("root") && setpriv.isPresent()
        ? List.of(
            setpriv.get().toString(),
            "--reuid=" + NOBODY,
            "--regid=" + NOBODY,
            "--clear-groups",
            "--")
        : List.of();
  }

  /** Runs the stranger, and returns its output. */
  String play(String... words) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(asAnother);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of("-XX:TieredStopAtLevel=1", "-cp", classPath(), Stranger.class.getName()));
    command.add(address);
    command.addAll(List.of(words));
    Process process =
        new ProcessBuilder(command)
            .directory(root.toFile())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    return output;
  }

  private String classPath() throws IOException {
    try (Stream<Path> entries = Files.list(root)) {
      return String.join(File.pathSeparator, entries.map(Path::toString).toList());
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Path copy = to.resolve(from.relativize(file).toString());
        Files.copy(file, copy);
        if (Files.isDirectory(copy)) {
          open(copy);
        } else {
          Files.setPosixFilePermissions(copy, PosixFilePermissions.fromString("rw-r--r--"));
        }
      }
    }
  }

  private static void open(Path folder) throws IOException {
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  @Override
  public void close() throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
