package io.pim.tools.ssh;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.sshd.server.Environment;
import org.apache.sshd.server.ExitCallback;
import org.apache.sshd.server.channel.ChannelSession;
import org.apache.sshd.server.command.Command;

/** Runs a command that arrived over SSH in this machine's shell, with pipes as sshd does. */
final class HostCommand implements Command {
  private final List<String> arguments;
  private final Map<String, String> environment;
  private InputStream in;
  private OutputStream out;
  private OutputStream err;
  private ExitCallback exit;
  private final Consumer<Process> started;

  HostCommand(List<String> arguments, Map<String, String> environment, Consumer<Process> started) {
    this.arguments = arguments;
    this.environment = environment;
    this.started = started;
  }

  @Override
  public void setInputStream(InputStream stream) {
    in = stream;
  }

  @Override
  public void setOutputStream(OutputStream stream) {
    out = stream;
  }

  @Override
  public void setErrorStream(OutputStream stream) {
    err = stream;
  }

  @Override
  public void setExitCallback(ExitCallback callback) {
    exit = callback;
  }

  @Override
  public void start(ChannelSession channel, Environment env) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(arguments);
    builder.environment().putAll(environment);
    Process process = builder.start();
    started.accept(process);
    daemon(() -> feed(in, process.getOutputStream()));
    Thread stderr = daemon(() -> pump(process.getErrorStream(), err));
    Thread stdout = daemon(() -> pump(process.getInputStream(), out));
    daemon(
        () -> {
          try {
            stdout.join();
            stderr.join();
            exit.onExit(process.waitFor());
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
  }

  /**
   * Copies the channel's input to the process. After the process has closed its input, the rest is
   * read and dropped, as sshd does: unread input would block the thread that serves the connection.
   */
  private static void feed(InputStream from, OutputStream to) {
    try (from) {
      try (to) {
        pass(from, to);
      } catch (IOException e) {
        from.transferTo(OutputStream.nullOutputStream());
      }
    } catch (IOException e) {
      // The connection is closed.
    }
  }

  private static void pump(InputStream from, OutputStream to) {
    try {
      pass(from, to);
    } catch (IOException e) {
      // One end has closed; the other one notices on its own.
    }
  }

  /** Forwards everything at once, because a shell may wait for it. */
  private static void pass(InputStream from, OutputStream to) throws IOException {
    byte[] buffer = new byte[8192];
    for (int n = from.read(buffer); n >= 0; n = from.read(buffer)) {
      to.write(buffer, 0, n);
      to.flush();
    }
  }

  private static Thread daemon(Runnable task) {
    Thread thread = new Thread(task, "host-command");
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  /** As with sshd, a process keeps running when its connection is closed. */
  @Override
  public void destroy(ChannelSession channel) {}
}
