package io.pim.model.files;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Another process that tries to hold a lock file, and holds it until it is ended. */
final class LockHolder implements AutoCloseable {
  private final Process process;
  private final BufferedReader output;

  private LockHolder(Process process) {
    this.process = process;
    this.output =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
  }

  /** The other process's program. */
  public static final class Program {
    private Program() {}

    public static void main(String[] arguments) throws Exception {
      ExclusiveFile lock = new ExclusiveFile(Path.of(arguments[0]), "the other");
      Optional<ExclusiveFile.Hold> hold =
          arguments[1].equals("wait")
              ? Optional.of(lock.hold(() -> System.out.println("waits")))
              : lock.tryHold();
      System.out.println(hold.isPresent() ? "held" : "busy");
      System.in.read();
      if (hold.isPresent()) {
        hold.get().close();
      }
    }
  }

  static LockHolder start(Path file, String how) throws IOException {
    return new LockHolder(
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Program.class.getName(),
                file.toString(),
                how)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start());
  }

  /** Asks another process whether the file is locked. */
  static String tries(Path file) throws Exception {
    try (LockHolder other = start(file, "try")) {
      return other.says();
    }
  }

  /** The process's next message; it reports more than once that it waits. */
  String says() throws IOException {
    return output.readLine();
  }

  String saysAfterItsWait() throws IOException {
    String word = says();
    while ("waits".equals(word)) {
      word = says();
    }
    return word;
  }

  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /** The process ends when its input does. */
  @Override
  public void close() throws IOException {
    process.getOutputStream().close();
    process.onExit().orTimeout(60, TimeUnit.SECONDS).join();
  }
}
