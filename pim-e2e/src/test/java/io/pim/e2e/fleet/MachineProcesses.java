package io.pim.e2e.fleet;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The processes of a machine, which are those of its namespace.
 *
 * @param first the machine's first process, by the pid that it has here
 */
record MachineProcesses(long first) {
  private static final Path PROC = Path.of("/proc");

  /** The processes other than the first one and known ones: PID and command line. */
  List<String> besides(List<Long> known) throws IOException {
    String namespace = namespace(PROC.resolve(Long.toString(first)));
    List<String> found = new ArrayList<>();
    try (Stream<Path> all = Files.list(PROC)) {
      for (Path process : all.filter(p -> p.getFileName().toString().matches("\\d+")).toList()) {
        long pid = Long.parseLong(process.getFileName().toString());
        if (pid != first && !known.contains(pid) && namespace(process).equals(namespace)) {
          commandLine(process).ifPresent(line -> found.add(pid + " " + line));
        }
      }
    }
    return found;
  }

  /** Empty for a process that has just ended. */
  private static String namespace(Path process) {
    try {
      return Files.readSymbolicLink(process.resolve("ns/pid")).toString();
    } catch (IOException e) {
      return "";
    }
  }

  private static Optional<String> commandLine(Path process) {
    try {
      String line = Files.readString(process.resolve("cmdline")).replace('\0', ' ').strip();
      // An ended process that was not reaped has no command line.
      return Optional.of(line).filter(l -> !l.isEmpty());
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
