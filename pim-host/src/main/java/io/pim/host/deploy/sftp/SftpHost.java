package io.pim.host.deploy.sftp;

import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
import io.pim.model.files.HomePath;
import io.pim.tools.ssh.CommandResult;
import io.pim.tools.ssh.ConnectLimits;
import io.pim.tools.ssh.HostAccess;
import io.pim.tools.ssh.OutputLines;
import io.pim.tools.ssh.RemoteCommand;
import io.pim.tools.ssh.RemoteFiles;
import io.pim.tools.ssh.RemoteHost;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/** A target's host over SSH. PIM logs in on first use. */
public final class SftpHost implements AutoCloseable {
  private final HostAccess access;
  private RemoteHost login;
  private RemoteFiles files;

  public SftpHost(HostAccess access) {
    this.access = access;
  }

  /** Its user, name and port, for messages. */
  public String shown() {
    return access.target().toString();
  }

  /** The user of the login. */
  public String user() {
    return access.target().user();
  }

  private RemoteHost login() throws IOException {
    if (login == null) {
      login = RemoteHost.connect(access, ConnectLimits.forRemoteHost());
    }
    return login;
  }

  public RemoteFiles files() throws IOException, InterruptedException {
    if (files == null) {
      files = login().files();
    }
    return files;
  }

  /** Runs a short command, and keeps its output and status. */
  public CommandResult run(RemoteCommand command, Duration limit)
      throws IOException, InterruptedException {
    return login().run(command, limit);
  }

  /**
   * The path of a folder there. {@code ~/} means the home of the user there.
   *
   * @param setting of the target that has the text, for messages
   */
  public Path path(String setting, String text) throws IOException, InterruptedException {
    return HomePath.isInHome(text) ? HomePath.of(text, home(setting)) : Path.of(text);
  }

  private Path home(String setting) throws IOException, InterruptedException {
    String home = files().home();
    if (!home.matches("/[^\\x00-\\x1f\\x7f]*")) {
      throw BuildFailure.of(FailureKind.TARGET_REFUSED, "The user has no home on the host.")
          .where(shown())
          .why("SFTP begins in " + OutputLines.printable(home) + ".")
          .todo("Set the target's " + setting + " to an absolute path, and retry.")
          .build();
    }
    return Path.of(home);
  }

  @Override
  public void close() {
    if (files != null) {
      files.close();
    }
    if (login != null) {
      login.close();
    }
  }
}
