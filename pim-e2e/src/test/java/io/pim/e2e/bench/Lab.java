package io.pim.e2e.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The run's own folder and home, and all programs that it starts. Closing the lab, or a signal,
 * ends them and removes the folder.
 */
final class Lab implements AutoCloseable {
  /** This checkout. */
  static final Path ROOT = Path.of(System.getProperty("pim.root", "")).toAbsolutePath().normalize();

  static final Path RESULTS = ROOT.resolve("build/bench");

  /** The file with the standard error of all programs. */
  private static final Path ERRORS = RESULTS.resolve("stderr.log");

  private static final Duration END = Duration.ofSeconds(60);

  private final Path folder;
  private final Thread hook = new Thread(this::end, "end of the bench");
  private final List<Program> programs = new ArrayList<>();
  private boolean closed;

  private Lab(Path folder) {
    this.folder = folder;
  }

  static Lab open() throws IOException {
    // The path is short, because sockets lie in it.
    Lab lab = new Lab(Files.createTempDirectory("pimbench"));
    Runtime.getRuntime().addShutdownHook(lab.hook);
    for (String name : List.of("run", "tmp")) {
      Files.createDirectories(lab.folder.resolve(name));
    }
    Files.createDirectories(RESULTS);
    Files.deleteIfExists(ERRORS);
    return lab;
  }

  Path folder() {
    return folder;
  }

  /** Makes a folder for one build's files. */
  Path fresh(String name) throws IOException {
    Path fresh = folder.resolve(name);
    deleteTree(fresh);
    return Files.createDirectories(fresh);
  }

  /** Starts a program in a folder, with the run's own home. */
  Program start(Path in, List<String> command) throws IOException {
    return start(builder(in, command));
  }

  /** Starts a program that reads a file. */
  Program start(Path in, Path input, List<String> command) throws IOException {
    return start(builder(in, command).redirectInput(input.toFile()));
  }

  private synchronized Program start(ProcessBuilder builder) throws IOException {
    if (closed) {
      throw new IOException("the bench was interrupted");
    }
    Program program = Program.start(builder, ERRORS);
    programs.removeIf(p -> !p.isAlive());
    programs.add(program);
    return program;
  }

  /** Runs a program to its end. */
  Program.Ended run(Path in, Duration limit, List<String> command)
      throws IOException, InterruptedException {
    return start(in, command).await(limit);
  }

  synchronized boolean isClosed() {
    return closed;
  }

  private ProcessBuilder builder(Path in, List<String> command) {
    ProcessBuilder builder = new ProcessBuilder(command).directory(in.toFile());
    Map<String, String> environment = builder.environment();
    environment
        .keySet()
        .removeIf(
            name ->
                Stream.of("XDG_", "TEMPORAL_", "PACKER_", "SSH_", "PIM_")
                    .anyMatch(name::startsWith));
    environment.put("HOME", folder.toString());
    environment.put("TMPDIR", folder.resolve("tmp").toString());
    environment.put("XDG_RUNTIME_DIR", folder.resolve("run").toString());
    environment.put("PIM_JAVA_OPTS", "-Duser.home=" + folder);
    environment.put("PACKER_CACHE_DIR", folder.resolve("packer-cache").toString());
    environment.put("CHECKPOINT_DISABLE", "1");
    environment.put("LC_ALL", "C.UTF-8");
    return builder;
  }

  @Override
  public void close() {
    end();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // A signal has arrived; this method already does the hook's work.
    }
  }

  private synchronized void end() {
    if (closed) {
      return;
    }
    closed = true;
    try {
      // The PID of an ended program may belong to another one by now.
      programs.stream().filter(Program::isAlive).forEach(program -> endTree(program.handle()));
      // Server and worker outlive the commands that start them, and so do machines.
      Process down =
          builder(folder, List.of(ROOT.resolve("bin/pim").toString(), "down"))
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      if (!down.waitFor(END.toSeconds(), TimeUnit.SECONDS)) {
        down.destroyForcibly();
      }
      strays().forEach(Lab::endTree);
      deleteTree(folder);
    } catch (IOException | UncheckedIOException e) {
      System.err.println("bench: " + folder + " could not be removed: " + e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void endTree(ProcessHandle process) {
    List<ProcessHandle> all = Stream.concat(process.descendants(), Stream.of(process)).toList();
    all.forEach(ProcessHandle::destroyForcibly);
    all.forEach(p -> p.onExit().join());
  }

  /** Finds processes by this run's folder in their arguments. */
  private List<ProcessHandle> strays() {
    return ProcessHandle.allProcesses()
        .filter(p -> p.pid() != ProcessHandle.current().pid())
        .filter(p -> p.info().commandLine().orElse("").contains(folder + "/"))
        .toList();
  }

  private static void deleteTree(Path folder) throws IOException {
    if (Files.notExists(folder)) {
      return;
    }
    try (Stream<Path> tree = Files.walk(folder)) {
      for (Path file : tree.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }
}
