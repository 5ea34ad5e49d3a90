package io.pim.tools.ssh;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.concurrent.TimeUnit;
import net.schmizz.sshj.connection.channel.direct.Session;
import net.schmizz.sshj.connection.channel.direct.Signal;

/** A command in a channel of an SSH connection. */
final class SshChannel implements CommandChannel {
  private final Session.Command command;

  SshChannel(Session.Command command) {
    this.command = command;
  }

  @Override
  public InputStream stdout() {
    return command.getInputStream();
  }

  @Override
  public InputStream stderr() {
    return command.getErrorStream();
  }

  @Override
  public OutputStream stdin() {
    return command.getOutputStream();
  }

  @Override
  public long room() {
    return command.getRemoteWinSize();
  }

  @Override
  public boolean isOpen() {
    return command.isOpen();
  }

  /** The server sends the exit status between the end of the output and the end of the channel. */
  @Override
  public ExitStatus status(long limitNanos) throws IOException {
    command.join(limitNanos, TimeUnit.NANOSECONDS);
    Signal signal = command.getExitSignal();
    if (signal != null) {
      return ExitStatus.ofSignal(signal.name());
    }
    Integer code = command.getExitStatus();
    if (code == null) {
      throw new IOException("the connection ended before the command's exit status came");
    }
    return ExitStatus.of(code);
  }
}
