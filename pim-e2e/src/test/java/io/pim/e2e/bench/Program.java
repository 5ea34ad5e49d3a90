package io.pim.e2e.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A running program, with the time of each line that it printed. */
final class Program {
  /** A printed line and its time. */
  record Line(Instant at, String text) {}

  private final Process process;
  private final Instant begun;
  private final String name;
  private final Path log;
  private final List<Line> lines = new ArrayList<>();
  private final Thread reader = new Thread(this::read, "output");

  private Program(Process process, Instant begun, String name, Path log) {
    this.process = process;
    this.begun = begun;
    this.name = name;
    this.log = log;
  }

  /**
   * Starts a program.
   *
   * @param log the file to which its standard error is appended
   */
  static Program start(ProcessBuilder builder, Path log) throws IOException {
    Instant begun = Instant.now();
    Process process = builder.redirectError(ProcessBuilder.Redirect.appendTo(log.toFile())).start();
    Program program =
        new Program(
            process, begun, Path.of(builder.command().get(0)).getFileName().toString(), log);
    program.reader.setDaemon(true);
    program.reader.start();
    return program;
  }

  private void read() {
    try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        synchronized (lines) {
          lines.add(new Line(Instant.now(), line));
        }
      }
    } catch (IOException e) {
      // The program was ended, and its output ended with it.
      if (process.isAlive()) {
        throw new UncheckedIOException(e);
      }
    }
  }

  Instant begun() {
    return begun;
  }

  boolean isAlive() {
    return process.isAlive();
  }

  ProcessHandle handle() {
    return process.toHandle();
  }

  /** Writes a line to its standard input. */
  void type(String line) throws IOException {
    OutputStream in = process.getOutputStream();
    in.write((line + "\n").getBytes(StandardCharsets.UTF_8));
    in.flush();
  }

  /** Waits for the program to end. */
  Ended await(Duration limit) throws IOException, InterruptedException {
    if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
      process.destroyForcibly();
      throw new IOException(name + " did not end within " + limit + "; see " + log);
    }
    Instant ended = Instant.now();
    reader.join();
    return new Ended(name, process.exitValue(), begun, ended, lines(), log);
  }

  private List<Line> lines() {
    synchronized (lines) {
      return List.copyOf(lines);
    }
  }

  /** A program that has ended. */
  record Ended(String name, int exit, Instant begun, Instant ended, List<Line> lines, Path log) {
    Ended exits(int wanted) throws IOException {
      if (exit != wanted) {
        throw new IOException(
            name + " ended with status " + exit + "; see " + log + "; it printed:\n" + out());
      }
      return this;
    }

    Duration took() {
      return Duration.between(begun, ended);
    }

    String out() {
      StringBuilder text = new StringBuilder();
      lines.forEach(line -> text.append(line.text()).append('\n'));
      return text.toString();
    }

    /** The time of the first line with this text. */
    Instant at(String text) throws IOException {
      Optional<Instant> at =
          lines.stream().filter(line -> line.text().contains(text)).map(Line::at).findFirst();
      return at.orElseThrow(
          () -> new IOException(name + " never printed '" + text + "':\n" + out()));
    }
  }
}
