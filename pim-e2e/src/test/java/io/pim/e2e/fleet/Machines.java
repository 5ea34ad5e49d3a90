package io.pim.e2e.fleet;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.pim.e2e.PimUser;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * The machines of scripts/topology/machines, on their own bridge. They end with this process,
 * however it ends.
 */
final class Machines implements AutoCloseable {
  /** The address of the service on the bridge. */
  static final String SERVICE = "10.77.0.1";

  private static final long END_SECONDS = 60;

  private final Process process;
  private final BufferedWriter commands;
  private final BufferedReader answers;

  private Machines(Process process) {
    this.process = process;
    this.commands = process.outputWriter(StandardCharsets.UTF_8);
    this.answers = process.inputReader(StandardCharsets.UTF_8);
  }

  /** Makes the bridge. Skips the test if this machine cannot. */
  static Machines start() throws IOException {
    assumeTrue(System.getProperty("user.name").equals("root"), "only root may make namespaces");
    assumeTrue(hasNamespaces(), "this machine, perhaps a container, has no namespaces");
    Machines machines =
        new Machines(
            new ProcessBuilder(PimUser.ROOT.resolve("scripts/topology/machines").toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start());
    machines.answer("the start");
    return machines;
  }

  private static boolean hasNamespaces() throws IOException {
    Process probe =
        new ProcessBuilder("unshare", "-n", "-p", "-m", "-u", "--fork", "true")
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    try {
      return probe.waitFor() == 0;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  /**
   * Makes a machine, or makes it again after its loss.
   *
   * @param files a folder for its system's own files
   * @return the pid of its first process
   */
  long boot(String name, Path files) throws IOException {
    return Long.parseLong(command("start " + name + " " + files));
  }

  /** Cuts off its network and ends all its processes at once. */
  void lose(String name) throws IOException {
    command("lose " + name);
  }

  void unplug(String name) throws IOException {
    command("unplug " + name);
  }

  void plug(String name) throws IOException {
    command("plug " + name);
  }

  /**
   * Limits a machine's traffic.
   *
   * @param rate in words of tc, such as 10mbit; off for no limit
   */
  void slow(String name, String rate) throws IOException {
    command("slow " + name + " " + rate);
  }

  /** Delays every byte between machines and service, in each direction. */
  void delay(int milliseconds) throws IOException {
    command("delay " + milliseconds);
  }

  /** Lets the machines reach a loopback port of this machine, at {@link #SERVICE}. */
  void publish(int port) throws IOException {
    command("publish " + port);
  }

  private synchronized String command(String line) throws IOException {
    commands.write(line + "\n");
    commands.flush();
    return answer(line);
  }

  private String answer(String to) throws IOException {
    String answer = answers.readLine();
    if (answer == null || !answer.startsWith("ok")) {
      throw new IOException("scripts/topology/machines, asked for " + to + ": " + answer);
    }
    return answer.substring(2).strip();
  }

  /** Kills the process that made them. */
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  @Override
  public void close() throws IOException {
    commands.close();
    try {
      if (!process.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      process.destroyForcibly();
    }
  }
}
